import { type Context, Hono } from 'hono';
import { runId, taskId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { nameFromSegment } from '../../wire/address-text.ts';
import { seenSequence, sequenceOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { jobsFilter, MOST_JOBS, OVERVIEW_JOBS } from '../job-filter.ts';
import type { LiveSubject, NamedSubject } from '../live.ts';
import { noBackend, noRun } from '../lookup.ts';
import { type Preferences, readPreferences } from '../preferences.ts';
import { Refusal } from '../problems.tsx';
import { askedRuns } from '../run-filter.ts';
import { backendsView, backendView, jobsView, type RunPart, runsView, runView } from '../views.tsx';

/** The address of a stream, taken apart. */
interface StreamAddress {
  /** The run or backend that it names; empty where it names none. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly preferences: Preferences;
}

type FindSubject = (context: ServerContext, address: StreamAddress) => LiveSubject | null;

/** What each address of a stream shows (`compat.md` 13.3). */
const STREAMS: readonly (readonly [path: string, find: FindSubject])[] = [
  ['/jobs/stream', jobsSubject],
  ['/runs/stream', runsSubject],
  ['/runs/:name/events', runSubject],
  ['/backends/:name/events', backendSubject],
];

const PATTERNS = STREAMS.map(([path, find]) => ({ pattern: new URLPattern({ pathname: path }), find }));

/** So many views may one stream carry: more than one reader has windows. */
const MOST_VIEWS = 100;

/**
 * Live changes: each view at its own address, and `/live?on=ADDRESS&on=…` for several at once, which all windows of a
 * browser share, because browsers allow six connections to one server.
 */
export function streamRoutes(context: ServerContext): Hono {
  const app = new Hono();
  for (const [path, find] of STREAMS) {
    app.get(path, (c) => {
      const query = new URL(c.req.url).searchParams;
      const name = nameFromSegment(c.req.param('name') ?? '');
      const subject = find(context, { name, query, preferences: readPreferences(c) });
      if (subject === null) throw path.startsWith('/runs/') ? noRun(name) : noBackend(context, name);
      return context.live.open(subject, seenSequence(c));
    });
  }
  app.get('/live', (c) => {
    const views = c.req.queries('on') ?? [];
    if (views.length > MOST_VIEWS)
      throw new Refusal(problem('bad-request', `One stream carries at most ${MOST_VIEWS} views.`));
    const { build } = context;
    const subjects = views.flatMap((view) => namedSubject(c, context, view) ?? []);
    return context.live.openAll(subjects, () => ({ build, now: context.now() }));
  });
  return app;
}

/** Null for what there is not (any more): the other windows go on. The reader calls it by what is before `after`. */
function namedSubject(c: Context, context: ServerContext, view: string): NamedSubject | null {
  const url = URL.parse(view, 'http://localhost');
  if (url === null) return null;
  const query = url.searchParams;
  const seen = { sequence: sequenceOf(query.get('after')), stamp: query.get('stamp') };
  query.delete('after');
  query.delete('stamp');
  for (const { pattern, find } of PATTERNS) {
    const found = pattern.exec({ pathname: url.pathname });
    if (found === null) continue;
    const name = nameFromSegment(decoded(found.pathname.groups.name ?? ''));
    const subject = find(context, { name, query, preferences: readPreferences(c) });
    return subject === null ? null : { name: url.pathname + url.search, subject, ...seen };
  }
  return null;
}

/** An address is anybody's text. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The overview and the list of backends take what they show of the same stream. */
function jobsSubject(context: ServerContext, { query, preferences }: StreamAddress): LiveSubject {
  const page = query.get('page');
  if (page === 'backends') return { key: 'backends', view: () => backendsView(context) };
  const { filterUser, liveView, seenUntil, hiddenColumns } = preferences;
  const filter = jobsFilter(query);
  const isOverview = page === 'overview';
  const limit = isOverview ? OVERVIEW_JOBS : MOST_JOBS;
  const shown = [filterUser, liveView, hiddenColumns, filter, isOverview ? seenUntil : null];
  return {
    key: `jobs ${JSON.stringify(shown)}`,
    view: () => jobsView(context, { preferences, filter, limit }),
  };
}

function runsSubject(context: ServerContext, { query }: StreamAddress): LiveSubject {
  const asked = askedRuns(Object.fromEntries(query));
  return { key: `runs ${JSON.stringify(asked.query)}`, view: () => runsView(context, asked) };
}

function runSubject(context: ServerContext, { name, query }: StreamAddress): LiveSubject | null {
  const id = context.store.readRun(runId(name))?.info.id;
  if (id === undefined) return null;
  const part = partInQuery(query);
  return { key: `run ${id} ${JSON.stringify(part)}`, view: () => runView(context, id, part) };
}

function backendSubject(context: ServerContext, { name }: StreamAddress): LiveSubject | null {
  const backend = context.orders.backends().find((each) => each.name === name)?.name;
  if (backend === undefined) return null;
  return { key: `backend ${backend}`, view: () => backendView(context, backend) };
}

function partInQuery(query: URLSearchParams): RunPart {
  const task = query.get('task');
  if (task !== null) return { is: 'task', task: taskId(task) };
  return { is: query.get('part') === 'head' ? 'head' : 'list' };
}
