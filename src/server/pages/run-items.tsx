import { type Context, Hono } from 'hono';
import { type ListChoice, paths } from '../../wire/paths.ts';
import { askerOf, numberFromQuery } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { linesWish, listChoice } from '../list-choice.ts';
import type { TaskList } from '../listed-tasks.ts';
import { runInPath } from '../lookup.ts';
import { ListLines, type ListWindow, PAGE_LINES } from '../parts/task-list.tsx';
import { fragmentText } from '../render.ts';
import { TaskLines } from '../task-lines.ts';
import { taskList } from '../views.tsx';

const MOST_LINES = 400;

/**
 * `/runs/{id}/items`: lines of the list of tasks, as the query chooses them (`ListChoice`): `limit` lines from `from` on,
 * or so that `before` lines stand before one that is named: `line=task-12`, `line=group-sim`; with `seek=failed`, before
 * the next failed task behind that one. `keep` names the fold in which the reader is.
 */
export function runItemsRoutes(context: ServerContext): Hono {
  const app = new Hono();
  const answers = new Answers(context);
  app.get('/runs/:run/items', (c) => {
    const run = runInPath(c, context);
    const choice = listChoice(c);
    if (askerOf(c) === 'browser') return c.redirect(paths.run(run.info.id, choice), 302);
    const answer = answers.of(c.req.url, () => {
      const list = taskList(context, run);
      const window = wantedWindow(c, list, choice);
      return fragmentText(<ListLines list={list} choice={choice} window={window} />);
    });
    return c.html(answer);
  });
  return app;
}

function wantedWindow(c: Context, list: TaskList, choice: ListChoice): ListWindow {
  const lines = new TaskLines(list.picture.groups, linesWish(choice, c.req.query('keep')));
  const limit = numberFromQuery(c, 'limit', 1, MOST_LINES) ?? PAGE_LINES;
  const before = numberFromQuery(c, 'before', 0, MOST_LINES) ?? 0;
  const named = positionOf(lines, c.req.query('line') ?? '');
  const at = c.req.query('seek') === 'failed' ? lines.nextFailure(named ?? -1) : named;
  const wanted = at === null ? (choice.from ?? 0) : at - before;
  const from = Math.max(0, Math.min(wanted, lines.total - limit));
  return { lines, from, limit, at };
}

/** By the id of the line's element. */
function positionOf(lines: TaskLines, id: string): number | null {
  const [, kind, name = ''] = /^(task|group|fold)-(.*)$/s.exec(id) ?? [];
  if (kind !== 'task') return kind === undefined ? null : lines.positionOf(name);
  return /^\d{1,9}$/.test(name) ? lines.positionOfTask(Number(name)) : null;
}

/** The same lines are open in many pages, and all ask anew when one has changed. */
class Answers {
  readonly #context: ServerContext;
  readonly #texts = new Map<string, string>();
  #sequence = -1;
  #until = 0;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** As it was made for somebody else since the last event, and less than a second ago: some sentences count seconds. */
  of(key: string, make: () => string): string {
    const sequence = this.#context.store.lastSequence();
    const now = performance.now();
    if (sequence !== this.#sequence || now > this.#until) {
      this.#texts.clear();
      this.#sequence = sequence;
      this.#until = now + 1_000;
    }
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = make();
    this.#texts.set(key, text);
    return text;
  }
}
