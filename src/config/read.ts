import type { z } from 'zod';
import type { Machine } from '../backends/settings.ts';
import { byPlace, gatherFaults } from '../engine/faults.ts';
import { type Place, type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { crossCheck } from './cross-check.ts';
import { type Configuration, configurationSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A configuration as it stands somewhere: its values, and how messages name and place them. */
export interface Written {
  /** For messages: the file's name. */
  readonly label: string;
  /** Parsed; is changed while it is read. */
  readonly value: unknown;
  readonly placeOf: (path: Path) => Place | null;
  readonly placeOfKey: (path: Path) => Place | null;
  readonly nameOf: (path: Path) => string;
}

export interface ReadConfiguration {
  readonly configuration: Configuration;
  readonly warnings: readonly string[];
}

const schemas = new WeakMap<Machine, ReturnType<typeof configurationSchema>>();

/** Made once for each machine: it grows with each family of backends, and takes longer to make than to use. */
function schemaFor(machine: Machine): ReturnType<typeof configurationSchema> {
  const schema = schemas.get(machine) ?? configurationSchema(machine);
  schemas.set(machine, schema);
  return schema;
}

/**
 * Checks all of it at once. Keys that nobody knows are warnings (`compat.md` 17), everything else that is wrong is a
 * fault; code `bad-configuration`.
 */
export function readConfiguration(written: Written, machine: Machine): Result<ReadConfiguration> {
  const schema = schemaFor(machine);
  const first = schema.safeParse(written.value);
  const issues = first.error?.issues ?? [];
  const faults = issues.filter((issue) => issue.code !== 'unrecognized_keys');
  if (faults.length > 0) {
    const problems = faults.map((issue) => faultOf(issue, written));
    return failed(gatherFaults('bad-configuration', written.label, problems));
  }
  const unused = issues.flatMap((issue) => warnAndRemove(issue, written));
  const { configuration, warnings } = crossCheck(schema.parse(written.value));
  const odd = warnings.map(({ path, message }): Warning => ({ message, place: written.placeOf(path) }));
  return ok({ configuration, warnings: [...unused, ...odd].toSorted(byPlace).map(inWords) });
}

interface Warning {
  readonly message: string;
  readonly place: Place | null;
}

function faultOf(issue: Issue, written: Written): Problem {
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const name = issue.path.length === 0 ? written.label : written.nameOf(issue.path);
  const place = written.placeOf(issue.path);
  return problem('bad-configuration', `${name} ${message}`, {
    ...(place === null ? {} : { place }),
    ...(needsQuotes(issue, written.value) ? { hint: 'Put quotes around it.' } : {}),
  });
}

function needsQuotes(issue: Issue, root: unknown): boolean {
  if (issue.code !== 'invalid_type' || issue.expected !== 'string') return false;
  const found = valueAt(root, issue.path);
  return typeof found === 'number' || typeof found === 'boolean';
}

/** The lines of the message stand for the keys, in their order (`section` in `backends/settings.ts`). */
function warnAndRemove(issue: Issue, written: Written): Warning[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const group = valueAt(written.value, issue.path) as Record<string, unknown>;
  const lines = issue.message.split('\n');
  return issue.keys.flatMap((key, index) => {
    const path = [...issue.path, key];
    const isEmpty = isNothing(group[key]);
    delete group[key];
    const message = `${written.nameOf(path)} ${lines[index]}`;
    // An empty list of sources or the like asks for nothing.
    return isEmpty ? [] : [{ message, place: written.placeOfKey(path) }];
  });
}

function isNothing(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
}

function inWords({ message, place }: Warning): string {
  return place === null ? message : `${place.file}:${place.line}:${place.column}: ${message}`;
}
