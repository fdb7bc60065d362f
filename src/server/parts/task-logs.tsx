import type { FC } from 'hono/jsx';
import type { TaskRow } from '../../store/store.ts';
import { LogPlaceholder } from './log-view.tsx';

/** What the newest attempt has written. Empty, but in its place, before anything was sent. */
export const TaskLogs: FC<{ row: TaskRow }> = ({ row }) => {
  const { state, task, run } = row;
  const wasSent =
    state.is !== 'waiting' && state.is !== 'blocked' && !(state.is === 'failed' && state.placed === null);
  return (
    <section id="task-logs">
      {wasSent && (
        <>
          <h2 class="section">Output</h2>
          <LogPlaceholder run={run} task={task.id} type="output" attempt={state.attempt} />
          <h2 class="section">Errors</h2>
          <LogPlaceholder run={run} task={task.id} type="error" attempt={state.attempt} />
        </>
      )}
    </section>
  );
};
