import path from 'node:path';
import { z } from 'zod';
import type { EnvRules } from '../engine/env-rules.ts';
import { describeValue, expected } from '../engine/faults.ts';
import { didYouMean } from '../engine/nearest.ts';

/** What the settings take from the machine that reads them. Given, so that reading them needs no machine. */
export interface Machine {
  /** The user's home directory, which `~` in local paths stands for. */
  readonly home: string;
  /** Relative local paths begin here. */
  readonly cwd: string;
  readonly cpuCount: number;
}

/** The `ssh` block (`compat.md` 2.1). What is null is left to `ssh` and its own configuration files. */
export interface SshSettings {
  /** A name, an address, or a `Host` of `~/.ssh/config`. */
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
  /** Local and absolute, as the next two. Null: the agent and the default keys, `~/.ssh/id_rsa` among them. */
  readonly keyPath: string | null;
  readonly certPath: string | null;
  /** Host keys are looked up in this file alone. Null: in the user's own files. */
  readonly knownHosts: string | null;
  /**
   * False only when the file says `host_key_check: false` or `known_hosts: null` in so many words; see
   * `docs/decisions/0002-host-keys.md`.
   */
  readonly hostKeyCheck: boolean;
}

/** What every backend with a shell has (`compat.md` 2.2, 2.5). */
export interface CommonSettings {
  readonly name: string;
  /** `#!/bin/bash -l` in the job scripts. */
  readonly loginShell: boolean;
  /** Limit of active tasks over all runs. */
  readonly maxConcurrent: number;
  /** On the backend; its disk usage is shown. May begin with `~`, which the backend's shell expands. */
  readonly cloneDir: string;
  /** Rules about variables for all that runs here (`compat.md` 2.15). */
  readonly rules: EnvRules;
}

export function sshSettings(machine: Machine) {
  return section({
    host: text('the name or address of a machine').min(1, 'is empty'),
    user: optional(text('a user name').min(1, 'is empty: it must be a user name'), null),
    port: optional(wholeNumber(1, 65_535), null),
    key_path: optional(localPath(machine), null),
    cert_path: optional(localPath(machine), null),
    known_hosts: localPath(machine).nullish(),
    host_key_check: flag().nullish(),
  }).transform(
    (ssh): SshSettings => ({
      host: ssh.host,
      user: ssh.user,
      port: ssh.port,
      keyPath: ssh.key_path,
      certPath: ssh.cert_path,
      knownHosts: ssh.known_hosts ?? null,
      hostKeyCheck: ssh.host_key_check ?? ssh.known_hosts !== null,
    }),
  );
}

/** The keys of `CommonSettings`. */
export function commonKeys(maxConcurrent: number) {
  return {
    name: identifier(),
    login_shell: optional(flag(), false),
    max_concurrent: optional(wholeNumber(1), maxConcurrent),
    clone_dir: optional(text('a path'), '~/scripthut-repos'),
  };
}

/**
 * A group of keys. Others are told one by one, each with the nearest valid name, in one message with a line for each,
 * in their order; whoever reads the configuration makes warnings of them. `later` are keys of the outside contract
 * that this version does not use yet.
 */
export function section<Shape extends z.ZodRawShape>(shape: Shape, later: readonly string[] = []) {
  const keys = Object.keys(shape);
  const group = z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return expected('a group of keys')(issue);
      const unused = (key: string) =>
        later.includes(key)
          ? 'is not used by this version yet'
          : `is not known and not used${didYouMean(key, keys)}`;
      return issue.keys.map(unused).join('\n');
    },
  });
  return group.meta({ 'x-later': later });
}

/** `null`, as for a key without a value, means the same as no key. */
export function optional<T extends z.ZodType, F>(schema: T, fallback: F) {
  return schema.nullish().transform((value) => value ?? fallback);
}

export function text(what = 'text') {
  return z
    .string({ error: expected(what) })
    .refine((value) => !value.includes('\0'), 'holds the NUL character, which no script can hold')
    .meta({ pattern: '^[^\\u0000]*$' });
}

/** One word of a scheduler's line, which a blank would end; an empty text means none. */
export function optionalWord() {
  const word = text()
    .regex(/^[^\s\p{Cc}]*$/u, { error: expected('a name without blanks') })
    .meta({ pattern: '^[^\\s\\u0000-\\u001f\\u007f-\\u009f]*$' });
  return word.nullish().transform((value) => value || null);
}

/** A name that stands in addresses, on lines of its own, and in file names. */
export function identifier() {
  return text('a name')
    .refine((name) => name.trim() !== '', 'is empty: it must be a name')
    .refine((name) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name), 'holds a line break or another control character')
    .meta({ pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+$' });
}

/** Not proposed by editors (`text/editor-schema.ts`). */
const LENIENT = { 'x-lenient': true };

/** Larger numbers are slips; no count and no time of ours comes near. */
const NO_LIMIT = 1_000_000_000;

/** A number, or a text that spells one (`compat.md` 1.2). */
export function wholeNumber(least: number, most = NO_LIMIT) {
  const what =
    most === NO_LIMIT ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`;
  const number = z
    .int({ error: expected(what) })
    .min(least, { error: expected(what) })
    .max(most, { error: expected(what) });
  const spelled = z
    .string()
    .regex(/^[+-]?\d{1,15}$/, { error: expected(what) })
    .transform(Number)
    .pipe(number)
    .meta(LENIENT);
  return z.union([number, spelled], { error: expected(what) });
}

/** Seconds: a number, or a text with a unit, `90s`, `5m`, `1h`. */
export function seconds(least: number) {
  const what = `a number of seconds of at least ${least}, or a time such as 90s, 5m or 1h`;
  const unit = { '': 1, s: 1, m: 60, h: 3600 } as const;
  const span = z
    .string()
    .regex(/^\d{1,9} ?[smh]?$/, { error: expected(what) })
    .transform(
      (written) => Number.parseInt(written, 10) * unit[written.replace(/[\d ]/g, '') as keyof typeof unit],
    );
  const number = z
    .int({ error: expected(what) })
    .min(least, { error: expected(what) })
    .max(NO_LIMIT, { error: expected(what) });
  return z.union([number, span.pipe(number)], { error: expected(what) });
}

const FLAG_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

/** A truth value, or one of the words that YAML 1.1 takes for one: yes, no, on, off. */
export function flag() {
  const what = 'true or false';
  const isWord = (word: string) => Object.hasOwn(FLAG_WORDS, word.toLowerCase());
  const word = z.string().refine(isWord, { error: expected(what) });
  const spelled = word.transform((each) => FLAG_WORDS[each.toLowerCase()] ?? false).meta(LENIENT);
  return z.union([z.boolean(), spelled], { error: expected(what) });
}

/** A path on this machine: made absolute, `~` expanded. */
export function localPath({ home, cwd }: Machine) {
  return text('a path')
    .min(1, 'is empty: it must be a path')
    .transform((written) => path.resolve(cwd, written.replace(/^~(?=\/|$)/, home)));
}

/** For a list whose items are told apart by `type`: what is said when it is missing or unknown. */
export function typeError(types: readonly string[]) {
  return (issue: { readonly code?: string; readonly input?: unknown }): string => {
    const item = issue.input;
    if (typeof item !== 'object' || item === null) return expected('a group of keys')(issue);
    const { type, name } = item as { readonly type?: unknown; readonly name?: unknown };
    const whose = typeof name === 'string' ? ` for '${name}'` : '';
    const allowed = `it must be one of ${types.join(', ')}`;
    if (type === undefined || type === null) return `is missing${whose}: ${allowed}`;
    const suggestion = typeof type === 'string' ? didYouMean(type, types) : '';
    return `is not known${whose}: ${allowed}; found ${describeValue(type)}${suggestion}`;
  };
}
