import type { Command } from '../transport/command.ts';
import type { Host } from '../transport/host.ts';
import { Meter } from '../transport/meter.ts';
import type { Outcome } from '../transport/outcome.ts';

const SUCCESS: Outcome = {
  exitCode: 0,
  stdout: '',
  stderr: '',
  durationMs: 1,
  outputCut: false,
  problem: null,
};

/** For tests: a machine that answers by the purpose of the command, and remembers what it was asked. */
export function simulatedHost(answers: (purpose: string, script: string) => Partial<Outcome>) {
  const scripts: string[] = [];
  const commands: Command[] = [];
  const meter = new Meter(() => 0);
  const host: Host = {
    label: 'a simulated machine',
    run: async (command) => {
      const { purpose, script } = command;
      scripts.push(script);
      commands.push(command);
      const outcome = { ...SUCCESS, ...answers(purpose, script) };
      meter.command(command, outcome);
      return outcome;
    },
    connection: () => ({ is: 'unused' }),
    log: () => [],
    clearLog: () => {},
    politeness: () => meter.politeness(),
    close: async () => {},
  };
  return { host, scripts, commands };
}
