import type { FC } from 'hono/jsx';
import type { TaskId } from '../../engine/ids.ts';
import type { DiffLine } from '../../engine/line-diff.ts';
import type { RunRow } from '../../store/store.ts';
import { visible } from '../log-text.ts';
import { countWords } from '../words.ts';

interface Props {
  readonly a: RunRow;
  readonly b: RunRow;
  /** Null where no task was chosen. */
  readonly logs: {
    readonly task: TaskId;
    readonly lines: readonly DiffLine[];
    readonly problem: string;
  } | null;
}

/** Lines around a difference that are shown. */
const CONTEXT = 3;
const MOST_SHOWN = 2_000;

/** The ends of two logs of the same task, and the field to choose one. */
export const LogDifference: FC<Props> = ({ a, b, logs }) => (
  <section id="logs" aria-labelledby="logs-heading">
    <h2 class="section" id="logs-heading">
      Logs of one task
    </h2>
    <form method="get" class="search-line">
      <input type="hidden" name="a" value={a.info.id} />
      <input type="hidden" name="b" value={b.info.id} />
      <label class="search-field">
        <span class="only-read">Id of the task</span>
        <input
          class="field"
          name="task"
          value={logs?.task}
          placeholder="Id of a task"
          required
          autocomplete="off"
        />
      </label>
      <button type="submit" class="button">
        Show what differs
      </button>
    </form>
    {logs !== null && <Difference logs={logs} />}
  </section>
);

const Difference: FC<{ logs: NonNullable<Props['logs']> }> = ({ logs: { task, lines, problem } }) => {
  if (problem !== '') return <p class="notice notice-warn">{visible(problem)}</p>;
  const changed = lines.filter(({ of }) => of !== 'both').length;
  if (changed === 0) return <p>The last lines that {visible(task)} wrote are the same.</p>;
  return (
    <>
      <p class="quiet">
        {countWords(changed, 'line')} differ: − only in the older run, + only in the newer one.
      </p>
      <pre class="code diff" tabindex={0}>
        {around(lines)
          .slice(0, MOST_SHOWN)
          .map((line) => (line === null ? <span class="quiet">…{'\n'}</span> : <Line line={line} />))}
      </pre>
    </>
  );
};

const SIGNS: Readonly<Record<DiffLine['of'], string>> = { both: '  ', a: '− ', b: '+ ' };

const Line: FC<{ line: DiffLine }> = ({ line: { of, text } }) => (
  <span class={`diff-${of}`}>
    {SIGNS[of]}
    {visible(text)}
    {'\n'}
  </span>
);

/** The lines that differ with a few around them; null stands for those left out between. */
function around(lines: readonly DiffLine[]): readonly (DiffLine | null)[] {
  const near = new Set<number>();
  lines.forEach(({ of }, index) => {
    if (of === 'both') return;
    for (let offset = -CONTEXT; offset <= CONTEXT; offset += 1) near.add(index + offset);
  });
  return lines.flatMap((line, index) => {
    if (near.has(index)) return [line];
    return near.has(index - 1) ? [null] : [];
  });
}
