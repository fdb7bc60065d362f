import { type Context, Hono } from 'hono';
import { problem } from '../../engine/problem.ts';
import type { JobName } from '../../wire/backends.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf, backTo } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { formOf } from '../form.ts';
import { jobFromField } from '../job-names.ts';
import { endOrphans } from '../orphan-jobs.ts';
import { OrphanNotice } from '../parts/orphan-notice.tsx';
import { Refusal } from '../problems.tsx';
import { fragmentText } from '../render.ts';
import { countWords } from '../words.ts';

/** POST `/orphans/end`: ends the jobs that the notice named (form field `job`, repeated). */
export function orphanPageRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.post(paths.orphansEnd(), (c) => end(c, context));
  return app;
}

async function end(c: Context, context: ServerContext): Promise<Response> {
  const form = await formOf(c);
  const named = form.getAll('job').flatMap((field) => jobFromField(String(field)) ?? []);
  const { ended, failed } = await endOrphans(context, named);
  const [first] = failed;
  if (first !== undefined) {
    const count = `${countWords(ended.length, 'job')} of ${ended.length + failed.length} ended`;
    throw new Refusal(problem('command-failed', `${first.detail}; ${count}.`));
  }
  const asker = askerOf(c);
  if (asker === 'program') return c.json({ ended, failed });
  if (asker === 'browser') return backTo(c, paths.backends());
  const left = context.orders
    .orphans()
    .filter(({ backend, job }) => !isAmong(ended, { backend, job_id: job.job }));
  return c.html(fragmentText(<OrphanNotice orphans={left} ended={ended.length} now={context.now()} />));
}

function isAmong(names: readonly JobName[], { backend, job_id }: JobName): boolean {
  return names.some((name) => name.backend === backend && name.job_id === job_id);
}
