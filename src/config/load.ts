import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Machine } from '../backends/settings.ts';
import { keyPath } from '../engine/faults.ts';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { readYaml } from '../text/yaml-text.ts';
import { removeBlankKnownHosts } from './blank-known-hosts.ts';
import { DEPRECATED, legacyConfiguration } from './legacy-environment.ts';
import { type ReadConfiguration, readConfiguration, type Written } from './read.ts';
import type { Configuration } from './schema.ts';

export interface ConfigurationRequest {
  /** `--config`; null searches. */
  readonly configPath: string | null;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `~` stands for. */
  readonly home: string;
}

export type LoadedConfiguration =
  | {
      readonly is: 'loaded';
      /** Absolute; null when it came from the environment alone. */
      readonly file: string | null;
      readonly configuration: Configuration;
      readonly warnings: readonly string[];
    }
  /** There is a configuration, and it cannot be used: all its faults are in the problem. */
  | { readonly is: 'faulty'; readonly file: string; readonly problem: Problem }
  /** The file of `--config` does not exist; code `not-found`. */
  | { readonly is: 'missing'; readonly file: string; readonly problem: Problem }
  /** Nobody has configured anything; `defaultConfiguration` works without. */
  | { readonly is: 'none-found'; readonly problem: Problem };

/** In this order, in the current directory only (`compat.md` 1.1). */
const FILE_NAMES = ['scripthut.yaml', 'scripthut.yml'];
const LEGACY_FILE = '.env';

/**
 * Finds and reads the configuration: the file that was named, else `scripthut.yaml` or `scripthut.yml` here, else the
 * old variables (`compat.md` 1.1, 1.2). Never throws for what can be wrong with files.
 */
export async function loadConfiguration(request: ConfigurationRequest): Promise<LoadedConfiguration> {
  const machine = machineOf(request);
  if (request.configPath !== null) {
    const file = path.resolve(request.cwd, request.configPath);
    const text = await readText(file, request.configPath);
    if (text.ok && text.value === null) return { is: 'missing', file, problem: missing(request.configPath) };
    return loaded(file, await readFileText(text, request.configPath, machine));
  }
  for (const name of FILE_NAMES) {
    const file = path.join(request.cwd, name);
    const text = await readText(file, name);
    if (!text.ok || text.value !== null) return loaded(file, await readFileText(text, name, machine));
  }
  return loadLegacy(request, machine);
}

/** What is used when nobody has configured anything: this machine, as the backend `local` (`compat.md` 1.3). */
export function defaultConfiguration(request: Pick<ConfigurationRequest, 'cwd' | 'home'>): Configuration {
  const written = { backends: [{ type: 'local', name: 'local' }] };
  const read = readConfiguration(writtenAs('defaults', written), machineOf(request));
  if (!read.ok) throw new Error(`the defaults are faulty: ${read.problem.message}`);
  return read.value.configuration;
}

/** The same for a text that is to become the file of that place. */
export function checkText(
  text: string,
  label: string,
  place: Pick<ConfigurationRequest, 'cwd' | 'home'>,
): Result<ReadConfiguration> {
  return parseConfiguration(text, label, machineOf(place));
}

/** Checks a configuration's text without reading any file. `label` names it in messages. */
export function parseConfiguration(text: string, label: string, machine: Machine): Result<ReadConfiguration> {
  const yaml = readYaml(text, label, { code: 'bad-configuration', prepare: removeBlankKnownHosts });
  if (!yaml.ok) return yaml;
  // An empty file is an empty group of keys.
  return readConfiguration({ ...yaml.value, value: yaml.value.value ?? {}, label, nameOf: keyPath }, machine);
}

async function loadLegacy(request: ConfigurationRequest, machine: Machine): Promise<LoadedConfiguration> {
  const file = path.join(request.cwd, LEGACY_FILE);
  const text = await readText(file, LEGACY_FILE);
  const fileText = text.ok ? text.value : null;
  const written = legacyConfiguration(fileText, request.env);
  if (written === null) return { is: 'none-found', problem: noneFound() };
  const result = loaded(file, readConfiguration(written, machine));
  if (result.is !== 'loaded') return result;
  return { ...result, file: fileText === null ? null : file, warnings: [DEPRECATED, ...result.warnings] };
}

function loaded(file: string, read: Result<ReadConfiguration>): LoadedConfiguration {
  return read.ok ? { is: 'loaded', file, ...read.value } : { is: 'faulty', file, problem: read.problem };
}

function readFileText(
  text: Result<string | null>,
  label: string,
  machine: Machine,
): Result<ReadConfiguration> {
  return text.ok ? parseConfiguration(text.value ?? '', label, machine) : text;
}

/** Null when there is no such file. */
async function readText(file: string, label: string): Promise<Result<string | null>> {
  try {
    const bytes = await readFile(file);
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return ok(null);
    return failed(problem('bad-configuration', `${label} ${unreadable(code)}`));
  }
}

function unreadable(code: unknown): string {
  if (code === 'EISDIR') return 'is a directory: a YAML file was expected';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: permission denied';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not text in UTF-8: a YAML file was expected';
  return `cannot be read: ${String(code)}`;
}

function missing(configPath: string): Problem {
  return problem('not-found', `Config file not found: ${configPath}`);
}

function noneFound(): Problem {
  const message = `No configuration found: there is neither ${FILE_NAMES[0]} nor ${LEGACY_FILE} in the current directory`;
  return problem('not-found', message, {
    hint: 'Copy scripthut.example.yaml to scripthut.yaml and edit it.',
  });
}

function writtenAs(label: string, value: unknown): Written {
  return { label, value, placeOf: () => null, placeOfKey: () => null, nameOf: keyPath };
}

function machineOf({ home, cwd }: Pick<ConfigurationRequest, 'cwd' | 'home'>): Machine {
  return { home, cwd, cpuCount: os.availableParallelism() };
}
