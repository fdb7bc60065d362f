import { Hono } from 'hono';
import { runId } from '../../engine/ids.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { NOUNS } from '../parts/frame.tsx';
import { fragmentText } from '../render.ts';

/** Something that a reader can go to. */
interface Found {
  readonly kind: string;
  readonly name: string;
  /** What else there is to say, in a few words. */
  readonly more: string;
  readonly href: string;
}

/** So many of each kind. */
const MOST = 8;
/** Among so many of the newest runs is looked. */
const NEWEST_RUNS = 500;

/** `/find?q=TEXT&run=ID`: pages, runs, backends and sources whose names hold that text, and tasks of that run. */
export function findRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/find', (c) => {
    const text = (c.req.query('q') ?? '').trim().toLowerCase();
    const run = c.req.query('run');
    const found = [
      ...pages(text),
      ...runs(context, text),
      ...(run === undefined || text === '' ? [] : tasks(context, run, text)),
      ...backends(context, text),
      ...sources(context, text),
    ];
    return c.html(fragmentText(<FoundList found={found} />));
  });
  return app;
}

const FoundList = ({ found }: { readonly found: readonly Found[] }) => (
  <ul>
    {found.map(({ kind, name, more, href }) => (
      <li>
        <a href={href}>
          <span class="found-kind">{kind}</span> <span class="found-name">{visible(name)}</span>{' '}
          <span class="found-more">{visible(more)}</span>
        </a>
      </li>
    ))}
  </ul>
);

function holding(found: readonly Found[], text: string): readonly Found[] {
  return found.filter(({ name, more }) => `${name} ${more}`.toLowerCase().includes(text)).slice(0, MOST);
}

function pages(text: string): readonly Found[] {
  const all = NOUNS.map(({ noun, href }) => ({ kind: 'page', name: noun, more: '', href }));
  return holding(all, text);
}

function runs({ store }: ServerContext, text: string): readonly Found[] {
  const found = ({ info, status }: RunRow): Found => {
    const more = `${info.id} ${status}`;
    return { kind: 'run', name: info.title ?? info.workflow, more, href: paths.run(info.id) };
  };
  return holding(store.listRuns({ limit: NEWEST_RUNS }).map(found), text);
}

function tasks({ store, pictures }: ServerContext, run: string, text: string): readonly Found[] {
  const id = store.readRun(runId(run))?.info.id;
  if (id === undefined) return [];
  const { groups } = pictures.of(id);
  const found: Found[] = [];
  for (const index of groups.all.members) {
    const task = groups.idAt(index);
    if (!task.toLowerCase().includes(text)) continue;
    found.push({ kind: 'task', name: task, more: groups.statusAt(index), href: paths.task(id, task) });
    if (found.length === MOST) break;
  }
  return found;
}

function backends({ orders }: ServerContext, text: string): readonly Found[] {
  const found = orders.backends().map(({ name, host }) => {
    return { kind: 'backend', name, more: host, href: paths.backend(name) };
  });
  return holding(found, text);
}

function sources({ orders }: ServerContext, text: string): readonly Found[] {
  const found = orders.sources().map(({ name, kind }) => ({ kind, name, more: '', href: paths.sources() }));
  return holding(found, text);
}
