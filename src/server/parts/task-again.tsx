import type { FC } from 'hono/jsx';
import type { RunRow, Store, TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { type Downstream, downstreamOf } from '../downstream.ts';
import { visible } from '../log-text.ts';
import { countWords } from '../words.ts';

/** Doing a task of an ended run once more, with all that hang on it. Nothing while the run goes on. */
export const TaskAgain: FC<{ run: RunRow; row: TaskRow; store: Store }> = ({ run, row, store }) => {
  if (run.endedAt === null || run.info.source.kind === 'imported') return null;
  if (run.taskCount > MOST_COUNTED) return <AgainMenu row={row} downstream={null} />;
  return <AgainMenu row={row} downstream={downstreamOf(store.listTasks(row.run), row.task.id)} />;
};

/** In a larger run nobody walks through all tasks to foretell what the order will find. */
const MOST_COUNTED = 2_000;

const AgainMenu: FC<{ row: TaskRow; downstream: Downstream | null }> = ({ row, downstream }) => {
  const missing = downstream?.missing ?? null;
  return (
    <details class="menu" id="again-menu">
      <summary class="button primary">
        Re-run from here <span aria-hidden="true">▾</span>
      </summary>
      <div class="choices">
        {missing === null ? (
          <form method="post" action={paths.runRerun(row.run, { mode: 'in_place', from: row.task.id })}>
            <p>{whatIsDone(downstream?.count ?? null)} Logs and scripts of the earlier attempts stay.</p>
            <button type="submit" class="button">
              {downstream === null ? 'Re-run from here' : `Re-run ${countWords(downstream.count, 'task')}`}
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

function whatIsDone(count: number | null): string {
  if (count === 1) return 'Nothing waits for this task: it alone is done again, as a new attempt.';
  const others = count === null ? 'all tasks' : `the ${countWords(count - 1, 'task')}`;
  return `This task and ${others} that hang on it are done again, each as a new attempt.`;
}
