import type { Command } from 'commander';
import { ok } from '../../engine/result.ts';
import { backupState } from '../../store/backup.ts';
import { EXIT } from '../exit.ts';
import { chooseOutput } from '../output-choice.ts';
import { withStatePlace } from '../state-place.ts';
import { type StateOptions, stateCommand } from './state-verb.ts';
import type { Verbs } from './verb.ts';

/** `state backup FILE`; also while a server runs. */
export function addStateBackup(parent: Command, verbs: Verbs): void {
  const { terminal } = verbs;
  stateCommand(parent, 'backup <file>', 'copy the state, also while a server runs').action(
    (target: string, options: StateOptions) =>
      verbs.perform(async () => {
        const backup = await withStatePlace(options.config, terminal.env, ({ file }) =>
          backupState(file, target),
        );
        if (!backup.ok) return backup;
        chooseOutput(options.json, terminal).backedUp(backup.value);
        return ok(EXIT.ok);
      }),
  );
}
