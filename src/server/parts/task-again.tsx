import type { FC } from 'hono/jsx';
import type { RunRow, Store, TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { type Downstream, downstreamOf } from '../downstream.ts';
import { visible } from '../log-text.ts';
import { countWords } from '../words.ts';

/** Doing a task of an ended run once more, with all that hang on it. Nothing while the run goes on. */
export const TaskAgain: FC<{ run: RunRow; row: TaskRow; store: Store }> = ({ run, row, store }) => {
  if (run.endedAt === null || run.info.source.kind === 'imported') return null;
  return <AgainMenu row={row} downstream={downstreamOf(store.listTasks(row.run), row.task.id)} />;
};

const AgainMenu: FC<{ row: TaskRow; downstream: Downstream }> = ({ row, downstream }) => {
  const { count, missing } = downstream;
  return (
    <details class="menu" id="again-menu">
      <summary class="button primary">
        Re-run from here <span aria-hidden="true">▾</span>
      </summary>
      <div class="choices">
        {missing === null ? (
          <form method="post" action={paths.runRerun(row.run, { mode: 'in_place', from: row.task.id })}>
            <p>
              {count === 1
                ? 'Nothing waits for this task: it alone is done again, as a new attempt.'
                : `This task and the ${countWords(count - 1, 'task')} that hang on it are done again, each as a new attempt.`}{' '}
              Logs and scripts of the earlier attempts stay.
            </p>
            <button type="submit" class="button">
              Re-run {countWords(count, 'task')}
            </button>
          </form>
        ) : (
          <p>
            Not possible from here: something in it waits for{' '}
            <a href={paths.task(row.run, missing)}>{visible(missing)}</a>, which has not completed. Re-run
            from there, or re-run all that failed on the <a href={paths.run(row.run)}>run’s page</a>.
          </p>
        )}
      </div>
    </details>
  );
};
