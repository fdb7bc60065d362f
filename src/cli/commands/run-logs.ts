import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { LogEvents } from '../../wire/logs.ts';
import type { Client } from '../client.ts';
import type { ServerEvent } from '../event-stream.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import {
  addIntervalOption,
  type ClientOptions,
  clientCommand,
  positiveInteger,
  type WatchOptions,
} from '../options.ts';
import type { Conversation, Verbs } from './verb.ts';

interface Options extends ClientOptions, WatchOptions {
  readonly error?: boolean;
  readonly tail?: number;
  readonly attempt?: number;
  readonly follow?: boolean;
}

/** `run logs ID TASK`. */
export function addRunLogs(parent: Command, verbs: Verbs): void {
  const command = clientCommand(parent, 'logs <id> <task>', "print a task's output")
    .option('--error', 'its error output instead')
    .option('--tail <n>', 'only the last lines', positiveInteger)
    .option('--attempt <n>', 'of that attempt (default: the newest)', positiveInteger)
    .option('-f, --follow', 'go on printing until the task has ended');
  addIntervalOption(command, 2).action((id: string, task: string, options: Options) =>
    verbs.converse(options, (conversation) => {
      if (options.follow === true) return followLog(conversation, id, task, options);
      return printLog(conversation, id, task, options);
    }),
  );
}

async function printLog(
  { client, output, json }: Conversation,
  run: string,
  task: string,
  options: Options,
): Promise<Result<ExitCode>> {
  const tail = options.tail === undefined ? {} : { tail: options.tail };
  const answer = await client.readLog(run, task, typeOf(options), { ...tail, ...attemptOf(options) });
  if (!answer.ok) return answer;
  const isMissing = answer.value.content === null && options.attempt === undefined && !json;
  output.log(answer.value, isMissing ? await whyNone(client, run, task) : null);
  return ok(EXIT.ok);
}

/** Why the task ended without a log: it never ran. */
async function whyNone(client: Client, run: string, task: string): Promise<string | null> {
  const answer = await client.readRun(run, { task });
  return answer.ok ? (answer.value.items[0]?.reason_words ?? null) : null;
}

/** Prints what is written, as it is written. A log that was written anew is printed from its start. */
async function followLog(
  conversation: Conversation,
  run: string,
  task: string,
  options: Options,
): Promise<Result<ExitCode>> {
  const { client, output, terminal, json } = conversation;
  if (json)
    return failed(problem('bad-request', '--follow prints text as it comes, so it cannot go with --json'));
  const type = typeOf(options);
  const start = { type, ...attemptOf(options), ...(options.tail !== undefined && { tail: options.tail }) };
  const log = { run_id: run, task_id: task, type, attempt: options.attempt ?? null, path: '' };
  let last = '';
  let end: Result<ExitCode> | null = null;
  const heard = ({ name, id, data }: ServerEvent) => {
    if (id !== '') last = id;
    if (name === 'part') output.log({ ...log, content: (JSON.parse(data) as LogEvents['part']).text });
    if (name === 'over') end = ok(EXIT.ok);
    if (name === 'problem')
      end = failed(problem('unreachable', (JSON.parse(data) as LogEvents['problem']).detail));
  };
  for (;;) {
    const followed = await client.followLog(run, task, start, last, heard);
    if (!followed.ok) return followed;
    if (end !== null) return end;
    await sleep(options.interval * 1000, undefined, { signal: terminal.interrupted });
  }
}

function typeOf(options: Options): 'output' | 'error' {
  return options.error === true ? 'error' : 'output';
}

function attemptOf({ attempt }: Options): { readonly attempt?: number } {
  return attempt === undefined ? {} : { attempt };
}
