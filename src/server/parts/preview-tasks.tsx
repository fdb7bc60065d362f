import type { FC } from 'hono/jsx';
import type { Task } from '../../engine/task.ts';
import { visible } from '../log-text.ts';
import { countWords, numberWords } from '../words.ts';

/** More rows than anybody reads, and less than a page takes badly. */
const MOST_TASKS = 1000;
/** A longer table would hide what comes after it. */
const MOST_UNFOLDED = 25;

/** What a document makes: each task with what it asks for and waits for, in its order. */
export const PreviewTasks: FC<{ tasks: readonly Task[] }> = ({ tasks }) => (
  <>
    <h2 class="section">Tasks</h2>
    <div class="nodes entries">
      <details class="group" open={tasks.length <= MOST_UNFOLDED}>
        <summary>{countWords(tasks.length, 'task')}</summary>
        <table>
          <thead>
            <tr>
              <th>Task</th>
              <th>Asks for</th>
              <th>After</th>
            </tr>
          </thead>
          <tbody>
            {tasks.slice(0, MOST_TASKS).map((task) => (
              <PreviewRow task={task} />
            ))}
          </tbody>
        </table>
      </details>
    </div>
    {tasks.length > MOST_TASKS && (
      <p class="quiet">The first {numberWords(MOST_TASKS)} of them are listed.</p>
    )}
  </>
);

const PreviewRow: FC<{ task: Task }> = ({ task: { id, name, resources, dependencies } }) => {
  const { partition, cpus, memory, timeLimit, gres } = resources;
  const asked = [countWords(cpus, 'CPU'), memory, ...(gres === null ? [] : [gres]), timeLimit].join(', ');
  const [first, ...others] = new Set(dependencies);
  return (
    <tr>
      <td class="name">
        {visible(id)}
        {name !== id && <span class="second">{visible(name)}</span>}
      </td>
      <td>{visible(`${asked} in ${partition}`)}</td>
      <td>
        {first !== undefined &&
          (others.length === 0 ? visible(first) : countWords(others.length + 1, 'task'))}
      </td>
    </tr>
  );
};
