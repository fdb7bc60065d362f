import type { FC } from 'hono/jsx';
import type { TracedEnvironment, TracedVariable } from '../../engine/environment.ts';
import type { RunInfo } from '../../engine/run.ts';
import { isResolved, shellLinesOf } from '../environment.ts';
import { visible } from '../log-text.ts';

/** What variables a task gets, and how each came about. */
export const EnvironmentPart: FC<{ run: RunInfo; environment: TracedEnvironment }> = ({
  run,
  environment,
}) => (
  <>
    {!isResolved(run) && (
      <p class="notice">This run was imported: what its configuration added is not known here.</p>
    )}
    {environment.warnings.map((warning) => (
      <p class="notice notice-warn">{visible(warning)}</p>
    ))}
    <p class="origin">
      What the script exports, in its order, and who said so. <code>$NAME</code> and <code>$(…)</code> are
      filled in by the shell of the node.
    </p>
    <Variables variables={environment.variables} />
    {environment.notes.length > 0 && (
      <ul class="notes">
        {environment.notes.map((note) => (
          <li>{visible(note)}</li>
        ))}
      </ul>
    )}
    <ShellLines environment={environment} />
  </>
);

const Variables: FC<{ variables: readonly TracedVariable[] }> = ({ variables }) => (
  <div class="table-wrap">
    <table class="variables">
      <thead>
        <tr>
          <th scope="col">Variable</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {variables.map((variable) => (
          <tr>
            <th scope="row" class="mono">
              {visible(variable.key)}
            </th>
            <td>
              <code>{visible(variable.value)}</code>
            </td>
            <td>
              <Origin variable={variable} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** One source in a word; several as the steps that led to the value. */
const Origin: FC<{ variable: TracedVariable }> = ({ variable: { ops } }) => {
  const [first] = ops;
  if (first !== undefined && ops.length === 1 && first.op === 'set')
    return <span class={first.source === 'automatic' ? 'quiet' : undefined}>{visible(first.source)}</span>;
  return (
    <ol class="steps">
      {ops.map(({ source, op, contribution }) => (
        <li>
          {op === 'set' ? 'set to' : 'appended'} <code>{visible(contribution)}</code>
          <span class="second">{visible(source)}</span>
        </li>
      ))}
    </ol>
  );
};

const ShellLines: FC<{ environment: TracedEnvironment }> = ({ environment }) => {
  const lines = shellLinesOf(environment);
  if (lines === '') return null;
  const where =
    environment.preludes.length === 0
      ? 'after the exports'
      : environment.init === ''
        ? 'before the exports'
        : 'those of rules before the exports, those of the named environment after them';
  return (
    <>
      <h2 class="section">
        Shell lines <span class="quiet">{where}</span>
      </h2>
      <pre class="code" tabindex={0}>
        {visible(lines)}
      </pre>
    </>
  );
};
