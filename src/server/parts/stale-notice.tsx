import type { FC } from 'hono/jsx';
import type { BackendView } from '../../conductor/orders.ts';
import { isAway } from '../backend-health.ts';
import { visible } from '../log-text.ts';
import { countWords } from '../words.ts';
import { Clock } from './moment.tsx';

/**
 * Since when nothing is known of a backend, and what that means: unknown is not dead. `jobs` are those that are taken to
 * be as last seen; `ofRun` says whether of the run of this page, or of all.
 */
export const StaleSentence: FC<{ backend: BackendView; jobs: number; now: number }> = (props) => {
  const { backend, jobs, now } = props;
  return (
    <>
      {contactWords(backend)}
      {backend.lastPollAt === null ? (
        ' so far'
      ) : (
        <>
          {' '}
          since <Clock at={backend.lastPollAt} now={now} />
        </>
      )}
      {jobs > 0 &&
        `; its ${jobs === 1 ? 'job is' : `${countWords(jobs, 'job')} are`} taken to be still running`}
      .
    </>
  );
};

/** `No contact with mercury`; where the machine answers and its scheduler does not, that. */
export function contactWords(backend: BackendView): string {
  const { name, connection, problem } = backend;
  const isReached =
    connection.is === 'connected' && problem !== null && !CONTACT_CODES.includes(problem.code);
  return isReached ? `No answer from the scheduler of ${name}` : `No contact with ${name}`;
}

const CONTACT_CODES: readonly string[] = ['unreachable', 'no-answer', 'not-authenticated', 'untrusted-host'];

/** For the page of a run that goes on: nothing while its backend answers. */
export const StaleNotice: FC<{ backend: BackendView | undefined; jobs: number; now: number }> = (props) => {
  const { backend, jobs, now } = props;
  if (backend === undefined || !isAway(backend)) return null;
  return (
    <div class="notice notice-warn" role="status">
      <p>
        <StaleSentence backend={backend} jobs={jobs} now={now} />
      </p>
      {backend.problem !== null && <p class="hint">{visible(backend.problem.message)}</p>}
    </div>
  );
};
