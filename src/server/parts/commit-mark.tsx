import type { FC } from 'hono/jsx';
import { visible } from '../log-text.ts';

/** A branch and the commit that is meant, the full hash on hover. */
export const CommitMark: FC<{ branch: string; commit: string }> = ({ branch, commit }) => (
  <>
    {visible(branch)} @ <code title={commit}>{commit.slice(0, 7)}</code>
  </>
);
