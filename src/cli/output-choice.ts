import type { Output } from './output.ts';
import { jsonOutput } from './output-json.ts';
import { tableOutput } from './output-table.ts';
import type { Terminal } from './terminal.ts';

/** For people, or with `--json` for programs. */
export function chooseOutput(json: boolean | undefined, terminal: Terminal): Output {
  return json === true ? jsonOutput(terminal) : tableOutput(terminal);
}
