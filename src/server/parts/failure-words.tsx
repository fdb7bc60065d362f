import type { FC } from 'hono/jsx';
import type { Failure } from '../failures.ts';
import { visible } from '../log-text.ts';

/** Why something failed: the reason, what there is to say about it, and the scheduler's own words, raw. */
export const FailureWords: FC<{ failure: Failure }> = ({ failure }) => (
  <>
    <strong
      class={
        failure.reason === 'cancelled' || failure.reason === 'dependency-failed' ? 'reason' : 'reason bad'
      }
    >
      {visible(failure.words)}
    </strong>
    {failure.detail !== '' && <span> {visible(failure.detail)}</span>}
    {failure.raw !== '' && (
      <>
        {' '}
        <code class="raw" title="In the scheduler’s own words">
          {visible(failure.raw)}
        </code>
      </>
    )}
  </>
);
