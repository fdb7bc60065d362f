import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { checkState } from '../../store/check-state.ts';
import { EXIT } from '../exit.ts';
import { chooseOutput } from '../output-choice.ts';
import { withStatePlace } from '../state-place.ts';
import { type StateOptions, stateCommand } from './state-verb.ts';
import type { Verbs } from './verb.ts';

/** `state check [FILE]`: of the configured state, or of a backup. */
export function addStateCheck(parent: Command, verbs: Verbs): void {
  const { terminal } = verbs;
  stateCommand(parent, 'check [file]', 'check the state, or a backup, and say what is in it').action(
    (chosen: string | undefined, options: StateOptions) =>
      verbs.perform(async () => {
        const report = await withStatePlace(options.config, terminal.env, ({ file }) =>
          checkState(resolve(chosen ?? file)),
        );
        if (!report.ok) return report;
        chooseOutput(options.json, terminal).checked(report.value);
        return ok(EXIT.ok);
      }),
  );
}
