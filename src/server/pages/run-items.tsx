import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { RunId } from '../../engine/ids.ts';
import { TASK_STATUSES } from '../../engine/state.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf, numberFromQuery } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { runInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { type ItemsChoice, ItemsPart } from '../parts/items-part.tsx';
import { MOST_GROUPS } from '../parts/task-list.tsx';
import { PAGE_ROWS } from '../parts/task-rows.tsx';
import { documentText, fragmentText } from '../render.ts';
import { taskList } from '../views.tsx';
import { stateWord } from '../words.ts';

/** `/runs/{id}/items`: all tasks of a run, or a part of them (`ItemsChoice`). */
export function runItemsRoutes(context: ServerContext): Hono {
  const app = new Hono();
  const answers = new Answers(context);
  app.get('/runs/:run/items', (c) => {
    const run = runInPath(c, context);
    const choice = itemsChoice(c);
    const part = (): Child => <ItemsPart list={taskList(context, run)} choice={choice} />;
    if (askerOf(c) === 'browser') return c.html(itemsPage(c, context, run.info.id, choice, part()));
    return c.html(answers.of(`${run.info.id} ${JSON.stringify(choice)}`, () => fragmentText(part())));
  });
  return app;
}

/** A page of its own, for those who have no script. */
function itemsPage(
  c: Context,
  context: ServerContext,
  run: RunId,
  { group, status }: ItemsChoice,
  part: Child,
): string {
  const what = group === null || group === '' ? 'Tasks' : visible(group);
  const title = status === null ? what : `${what}: ${stateWord(status)}`;
  return documentText(
    <Frame c={c} context={context} title={`${title} of ${run}`} current="Runs">
      <p class="crumb">
        <a href={paths.run(run)}>
          run <code>{run}</code>
        </a>
      </p>
      <h1 class={what === 'Tasks' ? undefined : 'mono'}>{title}</h1>
      <div class="nodes">{part}</div>
    </Frame>,
  );
}

function itemsChoice(c: Context): ItemsChoice {
  const { group, status } = c.req.query();
  const most = Number.MAX_SAFE_INTEGER;
  const groups = numberFromQuery(c, 'groups', 0, most);
  return {
    group: group ?? null,
    status: TASK_STATUSES.find((known) => known === status) ?? null,
    after: numberFromQuery(c, 'after', 0, most) ?? 0,
    groups,
    limit: numberFromQuery(c, 'limit', 1, MOST_ROWS) ?? (groups === null ? PAGE_ROWS : MOST_GROUPS),
  };
}

const MOST_ROWS = 5_000;

/** The same group is open in many pages, and all ask anew when it has changed. */
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
