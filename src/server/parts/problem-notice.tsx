import type { FC } from 'hono/jsx';
import type { Place, Problem } from '../../engine/problem.ts';
import { visible } from '../log-text.ts';

/** What went wrong, where, and what to do about it. */
export const ProblemNotice: FC<{ problem: Problem; title?: string }> = ({ problem, title }) => (
  <div class="notice notice-bad" role="alert">
    {title !== undefined && <h2>{title}</h2>}
    <p class="said">{visible(problem.message)}</p>
    {problem.place !== undefined && <PlaceLine place={problem.place} />}
    {problem.hint !== undefined && <p class="hint">{visible(problem.hint)}</p>}
    {problem.faults !== undefined && <FaultList faults={problem.faults} />}
  </div>
);

export const FaultList: FC<{ faults: readonly Problem[] }> = ({ faults }) => (
  <ol class="faults">
    {faults.map((fault) => (
      <li>
        {fault.place !== undefined && <PlaceLine place={fault.place} />}
        <p class="said">{visible(fault.message)}</p>
        {fault.hint !== undefined && <p class="hint">{visible(fault.hint)}</p>}
      </li>
    ))}
  </ol>
);

const PlaceLine: FC<{ place: Place }> = ({ place }) => (
  <p class="place">
    <code>{visible(place.file)}</code> line {place.line}, column {place.column}
  </p>
);
