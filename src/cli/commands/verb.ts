import type { Problem } from '../../engine/problem.ts';
import type { Result } from '../../engine/result.ts';
import { type Client, createClient } from '../client.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit.ts';
import type { ClientOptions } from '../options.ts';
import type { Output } from '../output.ts';
import { chooseOutput } from '../output-choice.ts';
import { problemText } from '../problem-text.ts';
import { chooseServer } from '../server-choice.ts';
import type { Terminal } from '../terminal.ts';

/** What a verb that asks a server works with. */
export interface Conversation {
  readonly client: Client;
  readonly output: Output;
  readonly terminal: Terminal;
  readonly json: boolean;
}

/** Runs verbs and keeps how the last one ended: the one place where a problem becomes words and an exit code. */
export interface Verbs {
  readonly terminal: Terminal;
  /** For verbs that need no server. */
  perform(act: () => Promise<Result<ExitCode>>): Promise<void>;
  /** For verbs that ask a server. */
  converse(options: ClientOptions, act: (with_: Conversation) => Promise<Result<ExitCode>>): Promise<void>;
  exitCode(): ExitCode;
}

export function createVerbs(terminal: Terminal): Verbs {
  let exitCode: ExitCode = EXIT.ok;
  const fail = (problem: Problem): ExitCode => {
    terminal.err(`scripthut: ${problemText(problem)}`);
    return exitCodeOf(problem);
  };
  const perform = async (act: () => Promise<Result<ExitCode>>): Promise<void> => {
    const result = await act();
    exitCode = result.ok ? result.value : fail(result.problem);
  };
  return {
    terminal,
    perform,
    exitCode: () => exitCode,
    converse: (options, act) =>
      perform(async () => {
        const server = await chooseServer(options, terminal.env);
        if (!server.ok) return server;
        const json = options.json === true;
        const output = chooseOutput(json, terminal);
        return act({ client: createClient(server.value, terminal.interrupted), output, terminal, json });
      }),
  };
}
