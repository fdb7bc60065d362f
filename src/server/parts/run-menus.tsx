import type { Child, FC } from 'hono/jsx';
import type { RunChannel } from '../../conductor/notifications.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { activeCount, countWords, failedWord, numberWords } from '../words.ts';
import { NotifyMenu } from './notify-menu.tsx';

/** What can be done with a run as it stands, each with a sentence that says to how many. */
export const RunMenus: FC<{ run: RunRow; channels: readonly RunChannel[] }> = ({ run, channels }) => (
  <div class="buttons run-buttons">
    <NotifyMenu run={run.info.id} channels={channels} />
    <LabelMenu run={run} />
    {run.endedAt === null ? (
      <CancelMenu run={run} />
    ) : (
      <>
        <RerunMenu run={run} />
        <DeleteMenu run={run} />
      </>
    )}
  </div>
);

/** Words by which the run is found again. */
const LabelMenu: FC<{ run: RunRow }> = ({ run: { info, labels } }) => (
  <details class="menu" id="label-menu">
    <summary class="button">Labels…</summary>
    <form method="post" action={paths.runLabels(info.id)} class="label-form">
      <label>
        Labels, with commas between them
        <input name="labels" value={labels.join(', ')} autocomplete="off" />
      </label>
      <button type="submit" class="button primary">
        Save labels
      </button>
    </form>
  </details>
);

const CancelMenu: FC<{ run: RunRow }> = ({ run }) => {
  if (run.cancel !== null) return null;
  const active = activeCount(run.counts);
  const waiting = run.counts.pending;
  return (
    <details class="menu" id="cancel-menu">
      <summary class="button" data-command="Cancel this run…">
        Cancel…
      </summary>
      <form method="post" action={paths.runCancel(run.info.id)} data-live>
        <p>
          {active === 0
            ? 'No job is at the scheduler.'
            : `${countWords(active, 'job')} at the scheduler will be ended.`}{' '}
          {waiting > 0 && `${countWords(waiting, 'task')} will not be started.`}
        </p>
        <button type="submit" class="button danger">
          {active === 0 ? 'Cancel this run' : `Cancel this run and ${countWords(active, 'job')}`}
        </button>
      </form>
    </details>
  );
};

const RerunMenu: FC<{ run: RunRow }> = ({ run }) => {
  const { info, counts, taskCount } = run;
  const failed = taskCount - counts.completed;
  const isCancelled = run.cancel !== null;
  const canStay = info.source.kind !== 'imported' && taskCount > 0;
  return (
    <details class="menu" id="rerun-menu">
      <summary class="button primary" data-command="Re-run…">
        Re-run <span aria-hidden="true">▾</span>
      </summary>
      <div class="choices">
        {canStay && failed > 0 && failed < taskCount && (
          <Choice
            action={paths.runRerun(info.id, { mode: 'in_place', tasks: 'failed' })}
            button={`Re-run ${countWords(failed, 'task')}`}
            live
          >
            {countWords(counts.failed, `${failedWord(isCancelled)} task`)}
            {counts.dep_failed > 0 && `, and the ${numberWords(counts.dep_failed)} that waited for them`}.
            What has completed stays.
          </Choice>
        )}
        {canStay && (
          <Choice
            action={paths.runRerun(info.id, { mode: 'in_place', tasks: 'all' })}
            button={taskCount === 1 ? 'Re-run its task' : `Re-run all ${countWords(taskCount, 'task')}`}
            live
          >
            The whole run, each task as a new attempt. Logs and scripts of the earlier attempts stay.
          </Choice>
        )}
        <Choice action={paths.runRerun(info.id, { mode: 'new' })} button="Start a new run">
          {info.source.kind === 'workflow'
            ? `A run of its own: the command of ${visible(info.workflow)} is run again. This one stays as it is.`
            : 'A run of its own with the same tasks. This one stays as it is.'}
        </Choice>
      </div>
    </details>
  );
};

const Choice: FC<{ action: string; button: string; live?: boolean; children?: Child }> = (props) => (
  <form method="post" action={props.action} data-live={props.live ? '' : undefined}>
    <p>{props.children}</p>
    <button type="submit" class="button">
      {props.button}
    </button>
  </form>
);

const DeleteMenu: FC<{ run: RunRow }> = ({ run: { info, taskCount } }) => (
  <details class="menu" id="delete-menu">
    <summary class="button">Delete…</summary>
    <form method="post" action={paths.runsDelete()}>
      <input type="hidden" name="run_ids" value={info.id} />
      <input type="hidden" name="confirmed" value="yes" />
      <p>
        Removes this run from ScriptHut, with its {countWords(taskCount, 'task')}, their attempts and scripts.
        Logs and results on {info.backend} stay.
      </p>
      <button type="submit" class="button danger">
        Delete this run
      </button>
    </form>
  </details>
);
