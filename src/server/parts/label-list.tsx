import type { FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';

/** The labels of a run, each leading to all runs that have it. */
export const LabelList: FC<{ labels: readonly string[] }> = ({ labels }) => (
  <span class="labels">
    {labels.map((label) => (
      <a class="label" href={paths.runs({ label })}>
        <span class="only-read">label </span>
        {visible(label)}
      </a>
    ))}
  </span>
);
