import type { FC } from 'hono/jsx';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { numberWords } from '../words.ts';
import { CommitMark } from './commit-mark.tsx';
import { LabelList } from './label-list.tsx';
import { Ago } from './moment.tsx';

/** Where a run comes from, where it runs, and what it is labelled with. */
export const RunOrigin: FC<{ run: RunRow; now: number }> = ({ run: { info, labels }, now }) => (
  <p id="run-origin" class="origin crumb">
    run <code>{info.id}</code>
    {info.title !== null && <> of {visible(info.workflow)}</>} on{' '}
    <a href={paths.backend(info.backend)}>{info.backend}</a>
    {info.git !== null && (
      <>
        {' · '}
        <CommitMark {...info.git} />
      </>
    )}
    {' · '}started <Ago at={info.createdAt} now={now} />
    {info.by !== undefined && <span class="wide-inline"> by {visible(info.by)}</span>}
    {info.maxConcurrent !== null && <> · at most {numberWords(info.maxConcurrent)} at a time</>}{' '}
    <LabelList labels={labels} />
  </p>
);
