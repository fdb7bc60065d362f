import type { Command } from 'commander';

/** The options of the verbs that use the state file itself. */
export interface StateOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** A new verb that asks no server. */
export function stateCommand(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .option('-c, --config <file>', 'configuration file that says where the state is')
    .option('--json', 'print one JSON document');
}
