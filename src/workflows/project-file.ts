import type { EnvRules } from '../engine/env-rules.ts';
import { byPlace, describeValue, gatherFaults } from '../engine/faults.ts';
import { didYouMean } from '../engine/nearest.ts';
import { type Place, type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { readYaml, type YamlText } from '../text/yaml-text.ts';
import { notUtf8 } from './foreign-text.ts';
import { readRules } from './parse.ts';
import { documentRules } from './rule-schema.ts';
import { type Group, isGroup } from './subject.ts';
import { unusedRuleKeys } from './unused-keys.ts';
import { keepNumbersAsWritten } from './workflow-text.ts';

/** What a repository says about the variables of its tasks, in a file at its top (`compat.md` 1.3, 7.2). */
export interface ProjectFile {
  readonly rules: EnvRules;
  /** What is in it and not used, a sentence each. */
  readonly warnings: readonly string[];
}

/** What it is called; the first that is there counts. */
export const PROJECT_FILES: readonly string[] = ['scripthut.yaml', 'scripthut.yml'];

const KEYS = Object.keys(documentRules.shape);
/** The file may be somebody's whole configuration: then these are for the server that is started with it. */
const OF_THE_SERVER = [
  ...['backends', 'sources', 'settings', 'pricing', 'cache'],
  ...['projects', 'workflows', 'environments', 'agent'],
];
/** Keys of other versions of the contract. */
const OTHER_KEYS = ['stacks'];
/** For editors. */
const SILENT_KEYS = ['$schema'];

/** Reads its text, in which an empty one says nothing. All faults are found at once; code `bad-document`. */
export function parseProjectFile(text: string, file: string): Result<ProjectFile> {
  const lost = notUtf8(text, file);
  if (lost !== null) return failed(lost);
  const read = readYaml(text, file, { code: 'bad-document', prepare: keepNumbersAsWritten });
  if (!read.ok) return read;
  const value = read.value.value ?? {};
  const faults: Problem[] = [];
  const report = (message: string, path: readonly PropertyKey[], hint?: string): void => {
    const place = read.value.placeOf(path);
    faults.push(
      problem('bad-document', message, { ...(place && { place }), ...(hint !== undefined && { hint }) }),
    );
  };
  if (!isGroup(value)) {
    const hint = `It may have the keys ${KEYS.join(' and ')}, or be empty.`;
    report(`${file} must be a group of keys, found ${describeValue(value)}`, [], hint);
  }
  const rules = readRules(value, report);
  if (faults.length > 0) return failed(gatherFaults('bad-document', file, faults));
  return ok({ rules, warnings: isGroup(value) ? warningsOf(value, file, read.value) : [] });
}

function warningsOf(value: Group, file: string, { placeOfKey }: YamlText): readonly string[] {
  const keys = Object.keys(value).filter((key) => ![...KEYS, ...SILENT_KEYS].includes(key));
  const ofServer = keys.filter((key) => OF_THE_SERVER.includes(key));
  const others = keys.filter((key) => !OF_THE_SERVER.includes(key));
  const unused = others.map((key) => ({ place: placeOfKey([key]), message: unusedKey(key) }));
  const [first] = ofServer;
  const foreign = first === undefined ? [] : [{ place: placeOfKey([first]), message: foreignKeys(ofServer) }];
  const ofRules = unusedRuleKeys(value, []).map((message) => `${file}: ${message}`);
  return [...[...foreign, ...unused].toSorted(byPlace).map(inWords), ...ofRules];
}

function unusedKey(key: string): string {
  if (OTHER_KEYS.includes(key)) return `${key} is not used by this version yet`;
  return `${key} is not known and not used${didYouMean(key, KEYS)}`;
}

function foreignKeys(keys: readonly string[]): string {
  const verb = keys.length === 1 ? 'is' : 'are';
  return `${keys.join(', ')} ${verb} not used here, as only the configuration that the server was started with can say that`;
}

function inWords({ place, message }: { readonly place: Place; readonly message: string }): string {
  return `${place.file}:${place.line}:${place.column}: ${message}`;
}
