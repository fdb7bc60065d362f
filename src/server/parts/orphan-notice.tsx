import type { FC } from 'hono/jsx';
import type { Orphan } from '../../conductor/orders.ts';
import { paths } from '../../wire/paths.ts';
import { jobField } from '../job-names.ts';
import { visible } from '../log-text.ts';
import { runOf } from '../orphan-jobs.ts';
import { countWords } from '../words.ts';
import { Ago } from './moment.tsx';

export interface OrphanNoticeProps {
  readonly orphans: readonly Orphan[];
  readonly now: number;
  /** So many were just asked to end. */
  readonly ended?: number;
}

const MOST_NAMED = 8;

/** Jobs that no run wants, with the way to end them. Empty, but in its place, where there are none. */
export const OrphanNotice: FC<OrphanNoticeProps> = ({ orphans, now, ended = 0 }) => (
  <section id="orphans" aria-label="Jobs that no run wants">
    {ended > 0 && (
      <p class="notice" role="status">
        {countWords(ended, 'job')} being ended; the next look at the queue shows what is left.
      </p>
    )}
    {orphans.length > 0 && <Orphans orphans={orphans} now={now} />}
  </section>
);

const Orphans: FC<OrphanNoticeProps> = ({ orphans, now }) => (
  <div class="notice notice-warn">
    <p>
      <strong>
        {orphans.length === 1
          ? '1 job of ScriptHut is in the queue, and no run wants it.'
          : `${countWords(orphans.length, 'job')} of ScriptHut are in the queue, and no run wants them.`}
      </strong>{' '}
      This happens when their run was deleted, or when the scheduler answered too late. What they still do is
      used by nobody.
    </p>
    <ul class="orphans">
      {orphans.slice(0, MOST_NAMED).map((orphan) => (
        <OrphanLine orphan={orphan} now={now} />
      ))}
    </ul>
    {orphans.length > MOST_NAMED && <p class="hint">and {orphans.length - MOST_NAMED} more</p>}
    <form method="post" action={paths.orphansEnd()} data-live>
      {orphans.map(({ backend, job }) => (
        <input type="hidden" name="job" value={jobField({ backend, job_id: job.job })} />
      ))}
      <button type="submit" class="button danger">
        End {countWords(orphans.length, 'job')}
      </button>
    </form>
  </div>
);

const OrphanLine: FC<{ orphan: Orphan; now: number }> = ({ orphan: { backend, job }, now }) => (
  <li>
    <code>{visible(job.job)}</code> {visible(job.name)} on {backend}, {visible(job.rawState.toLowerCase())}
    {job.submittedAt !== null && (
      <>
        , submitted <Ago at={job.submittedAt} now={now} />
      </>
    )}{' '}
    <span class="quiet">
      for run <code>{visible(runOf(job.token) ?? 'unknown')}</code>
    </span>
  </li>
);
