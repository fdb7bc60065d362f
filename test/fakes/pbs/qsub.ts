import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Answer, type Call, printed, refused } from './answer.ts';
import { DIALECTS, type Dialect } from './dialects.ts';
import type { ArrayRange, Dependency, JobOrder, Variable } from './job.ts';
import { refusalOf, usage } from './qsub-refusals.ts';
import { directivesOf, readQsubArguments, type Wish, wishOf } from './qsub-wish.ts';
import { resourcesOf } from './resources.ts';

/** What one call asks for, or why it is not taken; the queue may refuse it still. */
export async function readQsub(
  call: Call,
  dialect: Dialect,
  input: () => Promise<Buffer>,
): Promise<JobOrder | Answer> {
  const { args } = call;
  if (args.includes('--version')) return printed(dialect.versionText);
  const given = readQsubArguments(args, dialect.isTorque);
  if (given.unknown.length > 0) return usage(dialect, given.unknown);
  const [file] = given.operands;
  const script = file === undefined ? await input() : scriptOf(resolve(call.cwd, file));
  if (script === null) return refused(1, 'qsub: script file:: No such file or directory');
  if (script.includes('\r\n')) return refused(1, 'qsub: script contains cr, lf');
  const directives = directivesOf(script).map((line) => readQsubArguments(line, dialect.isTorque));
  const bad = directives.findIndex(({ unknown }) => unknown.length > 0);
  if (bad >= 0) {
    const [letter] = directives[bad]?.unknown ?? [];
    const line = directivesOf(script)[bad]?.join(' ');
    return refused(1, `qsub: invalid option -- '${letter}'\nqsub: directive error: ${line} `);
  }
  const wish = wishOf([...directives, given]);
  return (
    refusalOf(wish, dialect) ??
    orderOf(call, wish, { script, dialect, file: file === undefined ? 'STDIN' : basename(file) })
  );
}

function scriptOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

interface Circumstances {
  readonly script: Buffer;
  readonly file: string;
  readonly dialect: Dialect;
}

function orderOf(call: Call, wish: Wish, { script, file, dialect }: Circumstances): JobOrder {
  const { single } = wish;
  const path = (flag: string) => {
    const given = single.get(flag);
    return given === undefined ? null : resolvedPath(call.cwd, given);
  };
  const queue = single.get('q') ?? dialect.queue;
  const array = single.get(dialect.arrayFlag);
  return {
    name: single.get('N') ?? file,
    args: call.args.join(' '),
    script,
    queue,
    owner: call.user,
    home: call.env.HOME ?? '/',
    cwd: call.cwd,
    variables: variablesOf(call, wish, dialect, queue),
    resources: resourcesOf(wish.resources, dialect.isTorque),
    output: path('o'),
    error: path('e'),
    join: single.get('j') ?? 'n',
    keep: single.get('k') ?? 'n',
    isHeld: single.has('h'),
    account: single.get('A') ?? null,
    depend: dependenciesOf(wish.attributes.get('depend')),
    array: array === undefined ? null : rangeOf(array),
  };
}

/** A folder stays one by its slash; the machine before a path is always this one. */
function resolvedPath(cwd: string, given: string): string {
  const path = given.replace(/^[\w.-]+:(?=\/)/, '');
  return path.endsWith('/') ? `${resolve(cwd, path)}/` : resolve(cwd, path);
}

function dependenciesOf(text: string | undefined): Dependency[] {
  return (text ?? '')
    .split(',')
    .filter((one) => one !== '')
    .flatMap((one) => {
      const [type = '', ...ids] = one.split(':');
      return ids.map((on) => ({ type, on, number: Number.parseInt(on, 10) }));
    });
}

/** `0-5`, with a step `1-9:4` (OpenPBS), lists `1,3-5` (Torque), and a limit `%3`. */
function rangeOf(text: string): ArrayRange {
  const [range = '', limit] = text.split('%');
  const indices = range.split(',').flatMap((part) => {
    const [ends = '', step = '1'] = part.split(':');
    const [from = 0, to = from] = ends.split('-').map(Number);
    const count = Math.floor((to - from) / Number(step)) + 1;
    return Array.from({ length: count }, (_, at) => from + at * Number(step));
  });
  return { text: range, indices, limit: limit === undefined ? null : Number(limit) };
}

/** What jobs get to know of where they were submitted, with the submitter's own variables in between. */
function variablesOf({ env, cwd }: Call, { single, variables }: Wish, dialect: Dialect, queue: string) {
  const own: Variable[] = single.has('V') ? Object.entries(env) : [];
  for (const one of variables) {
    const [name = '', ...rest] = one.split('=');
    own.push([name, one.includes('=') ? rest.join('=') : (env[name] ?? '')]);
  }
  const asked = (names: readonly string[]) =>
    names
      .filter((name) => env[name] !== undefined)
      .map((name) => [`PBS_O_${name}`, env[name] ?? ''] as const);
  const { server } = DIALECTS.torque;
  const all: readonly Variable[] = dialect.isTorque
    ? [
        ['PBS_O_QUEUE', queue],
        ...asked(['HOME', 'LOGNAME', 'PATH', 'MAIL', 'SHELL', 'LANG']),
        // Torque makes of a new line a comma.
        ...own.map(([name, value]) => [name, value.replaceAll('\n', ',')] as const),
        ['PBS_O_WORKDIR', cwd],
        ['PBS_O_HOST', dialect.host],
        ['PBS_O_SERVER', server.split('.')[0] ?? server],
      ]
    : [
        ...asked(['HOME', 'LANG', 'LOGNAME', 'PATH', 'MAIL', 'SHELL']),
        ['PBS_O_INTERACTIVE_AUTH_METHOD', 'resvport'],
        ['PBS_O_INTERACTIVE_ENCRYPT_METHOD', ''],
        ['PBS_O_WORKDIR', cwd],
        ['PBS_O_SYSTEM', 'Linux'],
        ...own,
        ['PBS_O_QUEUE', queue],
        ['PBS_O_HOST', dialect.host],
      ];
  return all;
}
