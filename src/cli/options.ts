import { type Command, InvalidArgumentError } from 'commander';
import { checkLabels } from '../engine/labels.ts';

/** The options that every question to a server has (`compat.md` 14.2). */
export interface ClientOptions {
  readonly server?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export interface WatchOptions {
  readonly interval: number;
}

/** A new verb that asks a server. */
export function clientCommand(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .option('--server <url>', 'the server to ask (else SCRIPTHUT_SERVER, else as configured)')
    .option('-c, --config <file>', 'configuration file that names the server')
    .option('--json', 'print one JSON document');
}

export function addIntervalOption(command: Command, seconds: number): Command {
  return command.option('--interval <seconds>', 'look at least so often', positiveNumber, seconds);
}

export function positiveInteger(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number above 0.');
  return Number(text);
}

export function port(text: string): number {
  const number = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= 65_535)) throw new InvalidArgumentError('Expected a port number, 0 to 65535.');
  return number;
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 86_400))
    throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return number;
}

/** Gathers `--env K=V --env K2=V2`. */
export function variable(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [, key, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('Expected NAME=VALUE.');
  return { ...before, [key]: value };
}

/** Gathers `--label A --label B`. Commas stand between labels in addresses, so none has one. */
export function label(text: string, before: readonly string[] = []): readonly string[] {
  if (!checkLabels([text]).ok)
    throw new InvalidArgumentError('Expected 1 to 60 characters without commas and control characters.');
  return [...before, text];
}
