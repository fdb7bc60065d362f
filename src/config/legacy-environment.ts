import { parseEnv } from 'node:util';
import { keyPath } from '../engine/faults.ts';
import type { Written } from './read.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables of old, and the keys they stand for (`compat.md` 1.1, point 3). */
const KEYS: Readonly<Record<string, readonly PropertyKey[]>> = {
  SSH_HOST: ['backends', 0, 'ssh', 'host'],
  SSH_USER: ['backends', 0, 'ssh', 'user'],
  SSH_PORT: ['backends', 0, 'ssh', 'port'],
  SSH_KEY_PATH: ['backends', 0, 'ssh', 'key_path'],
  SSH_KNOWN_HOSTS: ['backends', 0, 'ssh', 'known_hosts'],
  POLL_INTERVAL: ['settings', 'poll_interval'],
  SERVER_HOST: ['settings', 'server_host'],
  SERVER_PORT: ['settings', 'server_port'],
};

export const DEPRECATED =
  'Settings from .env or from the environment (SSH_HOST, SSH_USER, …) are deprecated: write them into a scripthut.yaml';

/**
 * The old way to configure: one Slurm backend called `default`. Upper and lower case count as equal, the process's own
 * variables win over those of the file `.env`, and an empty one counts as none. Null when host or user are missing.
 */
export function legacyConfiguration(fileText: string | null, env: Variables): Written | null {
  const values = new Map([...known(fileText === null ? {} : parseEnv(fileText)), ...known(env)]);
  if (!values.has('SSH_HOST') || !values.has('SSH_USER')) return null;
  const names = new Map(Object.entries(KEYS).map(([name, path]) => [keyPath(path), name]));
  return {
    label: fileText === null ? 'the environment' : '.env',
    value: {
      backends: [{ type: 'slurm', name: 'default', ssh: group(values, 'ssh') }],
      settings: group(values, 'settings'),
    },
    placeOf: () => null,
    placeOfKey: () => null,
    nameOf: (path) => names.get(keyPath(path)) ?? keyPath(path),
  };
}

function known(variables: Variables): [string, string][] {
  return Object.entries(variables).flatMap(([name, value]) => {
    const isKnown = Object.hasOwn(KEYS, name.toUpperCase()) && value !== undefined && value !== '';
    return isKnown ? [[name.toUpperCase(), value] as [string, string]] : [];
  });
}

function group(values: ReadonlyMap<string, string>, section: 'ssh' | 'settings'): Record<string, string> {
  const members = Object.entries(KEYS).flatMap(([name, path]) => {
    const value = values.get(name);
    return value !== undefined && path.at(-2) === section ? [[String(path.at(-1)), value]] : [];
  });
  return Object.fromEntries(members);
}
