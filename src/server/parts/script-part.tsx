import type { FC } from 'hono/jsx';
import type { TaskScript } from '../../conductor/orders.ts';
import { visible } from '../log-text.ts';

/** The script that the scheduler got, or would get. */
export const ScriptPart: FC<{ script: TaskScript }> = ({
  script: { text, submitted, attempt, warnings },
}) => (
  <>
    <p class="quiet">
      {submitted
        ? `As it was submitted for attempt ${attempt}.`
        : 'As it would be submitted; nothing has been sent yet.'}
    </p>
    {warnings.map((warning) => (
      <p class="notice notice-warn">{visible(warning)}</p>
    ))}
    <pre class="code" tabindex={0}>
      {visible(text)}
    </pre>
  </>
);
