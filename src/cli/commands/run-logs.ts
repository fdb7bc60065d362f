import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { RunDetail } from '../../wire/runs.ts';
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
  { client, output }: Conversation,
  run: string,
  task: string,
  options: Options,
): Promise<Result<ExitCode>> {
  const tail = options.tail === undefined ? {} : { tail: options.tail };
  const answer = await client.readLog(run, task, typeOf(options), { ...tail, ...attemptOf(options) });
  if (!answer.ok) return answer;
  output.log(answer.value);
  return ok(EXIT.ok);
}

/** Prints what has been added at each look. A log that became shorter was written anew: it is printed from its start. */
async function followLog(
  conversation: Conversation,
  run: string,
  task: string,
  options: Options,
): Promise<Result<ExitCode>> {
  const { client, output, terminal, json } = conversation;
  if (json)
    return failed(problem('bad-request', '--follow prints text as it comes, so it cannot go with --json'));
  let printed: string | null = null;
  for (;;) {
    // Asked before the log is read: what a task wrote before its end is then in the log.
    const detail = await client.readRun(run, { task });
    if (!detail.ok) return detail;
    const answer = await client.readLog(run, task, typeOf(options), attemptOf(options));
    if (!answer.ok) return answer;
    const { content } = answer.value;
    if (content !== null) {
      const added: string = printed === null ? lastLines(content, options.tail) : addedTo(printed, content);
      if (added !== '') output.log({ ...answer.value, content: added });
      printed = content;
    }
    if (hasEnded(detail.value, task, options.attempt)) return ok(EXIT.ok);
    await sleep(options.interval * 1000, undefined, { signal: terminal.interrupted });
  }
}

function typeOf(options: Options): 'output' | 'error' {
  return options.error === true ? 'error' : 'output';
}

function attemptOf({ attempt }: Options): { readonly attempt?: number } {
  return attempt === undefined ? {} : { attempt };
}

function addedTo(printed: string, content: string): string {
  return content.startsWith(printed) ? content.slice(printed.length) : content;
}

function lastLines(text: string, count: number | undefined): string {
  if (count === undefined) return text;
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.slice(-count).join('');
}

/** Nothing more is written: the task has ended, or it is at a later attempt. */
function hasEnded(run: RunDetail, task: string, attempt: number | undefined): boolean {
  const item = run.items.find((other) => other.task.id === task);
  if (item !== undefined && attempt !== undefined && attempt < item.attempt) return true;
  const status = item?.status;
  return status === undefined || status === 'completed' || status === 'failed' || status === 'dep_failed';
}
