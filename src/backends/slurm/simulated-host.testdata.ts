import type { Host } from '../../transport/host.ts';
import type { Outcome } from '../../transport/outcome.ts';

/** For tests: a machine that answers by the purpose of the command, and remembers what it was asked. */
export function simulatedHost(answers: (purpose: string, script: string) => Partial<Outcome>) {
  const scripts: string[] = [];
  const host: Host = {
    label: 'a simulated machine',
    run: async ({ purpose, script }) => {
      scripts.push(script);
      return {
        exitCode: 0,
        stdout: '',
        stderr: '',
        durationMs: 1,
        outputCut: false,
        problem: null,
        ...answers(purpose, script),
      };
    },
    connection: () => ({ is: 'unused' }),
    log: () => [],
    clearLog: () => {},
    close: async () => {},
  };
  return { host, scripts };
}
