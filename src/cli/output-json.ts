import type { Output } from './output.ts';
import type { Terminal } from './terminal.ts';

/** One JSON document on standard output, indented by two: what the server answered, unchanged. */
export function jsonOutput(terminal: Terminal): Output {
  const print = (document: object): void => terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  return {
    runs: print,
    run: (detail) => print(detail),
    resources: print,
    started: (run, warnings) => print({ ...run, warnings }),
    ended: print,
    cancelled: print,
    deleted: print,
    log: (answer) => print(answer),
    environment: print,
    backends: print,
    capacity: print,
    politeness: print,
    orphans: print,
    orphansEnded: print,
    notifications: print,
    notificationTried: print,
    sources: print,
    source: print,
    synced: print,
    imported: print,
    backedUp: print,
    checked: print,
    preview: print,
    dryRun: print,
    planned: print,
  };
}
