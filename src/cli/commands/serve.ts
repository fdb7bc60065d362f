import type { Command } from 'commander';
import { messageOf } from '../../conductor/report.ts';
import { didYouMean } from '../../engine/nearest.ts';
import type { Problem } from '../../engine/problem.ts';
import { ok, type Result } from '../../engine/result.ts';
import { type Service, startService } from '../compose.ts';
import { type FoundConfiguration, findConfiguration } from '../configuration.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { createReport } from '../log.ts';
import { port } from '../options.ts';
import { problemText } from '../problem-text.ts';
import type { Terminal } from '../terminal.ts';
import { padTo, widthOf } from '../text-width.ts';
import { VERSION } from '../version.ts';
import type { Verbs } from './verb.ts';

interface Options {
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
}

/** The program without a command: the server (`compat.md` 14.1). */
export function addServe(program: Command, verbs: Verbs): void {
  program
    .option('-c, --config <file>', 'configuration file (else scripthut.yaml here)')
    .option('--host <host>', 'address to listen on (else as configured, else 127.0.0.1)')
    .option('-p, --port <port>', 'port to listen on (else as configured, else 8000)', port)
    .argument('[command]')
    .usage('[options] [command]')
    .hook('preSubcommand', refuseOptions)
    .action((word: string | undefined, options: Options) => {
      if (word !== undefined) refuseWord(program, word);
      return verbs.perform(() => serve(options, verbs.terminal));
    });
}

/** What stands before another command would be passed over in silence. */
function refuseOptions(program: Command, command: Command): void {
  const given = program.options.find(
    (option) => program.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given === undefined) return;
  const hint = 'put its own options behind it (see its --help)';
  program.error(`error: '${given.long}' is the server's: '${command.name()}' would not go by it; ${hint}`);
}

/** The first word is no command, and the server takes none. */
function refuseWord(program: Command, word: string): never {
  const names = program.commands.map((command) => command.name());
  return program.error(`error: unknown command '${word}'${didYouMean(word, names)}`);
}

/**
 * Begins anew, in the same process, as often as somebody wants that on the page of settings. What cannot be started then
 * leaves what was in use before: there must be a page on which it can be mended.
 */
async function serve(options: Options, terminal: Terminal): Promise<Result<ExitCode>> {
  const report = createReport(process.stderr.isTTY);
  // A mistake of ours, and no reason to leave the jobs of all runs to themselves.
  process.on('unhandledRejection', (error) =>
    report('error', `something broke: ${messageOf(error)}`, { error }),
  );
  const again = () => findConfiguration(options.config, terminal.env);
  const { host, port: wishedPort } = options;
  const start = (found: FoundConfiguration, told: readonly string[]) =>
    startService({ found, again, told, host, port: wishedPort, report });
  let inUse: FoundConfiguration | null = null;
  for (;;) {
    const found = await again();
    const begun = found.ok ? await start(found.value, []) : found;
    const service = begun.ok || inUse === null ? begun : await start(inUse, failedRestart(begun.problem));
    if (!service.ok) return service;
    if (!begun.ok) terminal.err(problemText(begun.problem));
    else if (found.ok) inUse = found.value;
    announce(service.value, terminal);
    for (const fault of begun.ok && found.ok ? found.value.faults : []) terminal.err(problemText(fault));
    await Promise.race([aborted(terminal.interrupted), service.value.restartWanted]);
    await service.value.stop();
    if (terminal.interrupted.aborted) return ok(EXIT.ok);
  }
}

function failedRestart({ message, hint }: Problem): readonly string[] {
  return [
    `The restart failed: ${message}${hint === undefined ? '' : ` ${hint}`}`,
    'What was in use before is in use still.',
  ];
}

/** The box with version and address. */
export function announce(service: Service, terminal: Terminal): void {
  const lines = [`ScriptHut v${VERSION}`, service.address];
  const width = Math.max(...lines.map(widthOf));
  const rule = '─'.repeat(width + 4);
  const body = lines.map((line) => `│  ${padTo(line, width)}  │\n`).join('');
  terminal.out(`╭${rule}╮\n${body}╰${rule}╯\n`);
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
