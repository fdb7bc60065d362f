import { Command, CommanderError } from 'commander';
import { addBackendList } from './commands/backend-list.ts';
import { addBackendOrphans } from './commands/backend-orphans.ts';
import { addBackendPoliteness } from './commands/backend-politeness.ts';
import { addBackendView } from './commands/backend-view.ts';
import { addDemo } from './commands/demo.ts';
import { addNotificationVerbs } from './commands/notification-verbs.ts';
import { addRunCancel } from './commands/run-cancel.ts';
import { addRunDelete } from './commands/run-delete.ts';
import { addRunEnv } from './commands/run-env.ts';
import { addRunList } from './commands/run-list.ts';
import { addRunLogs } from './commands/run-logs.ts';
import { addRunRerun } from './commands/run-rerun.ts';
import { addRunResources } from './commands/run-resources.ts';
import { addRunView } from './commands/run-view.ts';
import { addRunWatch } from './commands/run-watch.ts';
import { addServe } from './commands/serve.ts';
import { addSourceList } from './commands/source-list.ts';
import { addSourceSync } from './commands/source-sync.ts';
import { addSourceView } from './commands/source-view.ts';
import { addStateBackup } from './commands/state-backup.ts';
import { addStateCheck } from './commands/state-check.ts';
import { addStateImport } from './commands/state-import.ts';
import { addTaskRun } from './commands/task-run.ts';
import { createVerbs, type Verbs } from './commands/verb.ts';
import { addWorkflowRun } from './commands/workflow-run.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/**
 * The whole command line (`compat.md` 14): reads the words behind the program's name, does what they say and gives the
 * exit code. Never throws for what people can get wrong.
 */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const verbs = createVerbs(terminal);
  try {
    await createProgram(verbs).parseAsync(words, { from: 'user' });
    return verbs.exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (terminal.interrupted.aborted) return EXIT.interrupted;
    throw error;
  }
}

function createProgram(verbs: Verbs): Command {
  const { terminal } = verbs;
  const program = new Command('scripthut')
    .description('Start and track jobs and graphs of jobs on remote systems. Without a command: serve.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .enablePositionalOptions()
    .showHelpAfterError('(try --help)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  addServe(program, verbs);
  addDemo(program, verbs);

  const workflow = noun(program, 'workflow', 'workflows');
  addWorkflowRun(workflow, verbs);
  const run = noun(program, 'run', 'runs and their tasks');
  addRunList(run, verbs);
  addRunView(run, verbs);
  addRunResources(run, verbs);
  addRunWatch(run, verbs);
  addRunCancel(run, verbs);
  addRunRerun(run, verbs);
  addRunDelete(run, verbs);
  addRunLogs(run, verbs);
  addRunEnv(run, verbs);
  const task = noun(program, 'task', 'single tasks');
  addTaskRun(task, verbs);
  const backend = noun(program, 'backend', 'backends');
  addBackendList(backend, verbs);
  addBackendView(backend, verbs);
  addBackendPoliteness(backend, verbs);
  addBackendOrphans(backend, verbs);
  addNotificationVerbs(noun(program, 'notification', 'who is told about runs'), verbs);
  const source = noun(program, 'source', 'sources of workflow files');
  addSourceList(source, verbs);
  addSourceView(source, verbs);
  addSourceSync(source, verbs);
  const state = noun(program, 'state', 'the file of state');
  addStateBackup(state, verbs);
  addStateCheck(state, verbs);
  addStateImport(state, verbs);
  return program;
}

/** What verbs stand behind. */
function noun(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).helpCommand(false);
}
