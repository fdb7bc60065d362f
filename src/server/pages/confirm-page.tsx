import type { Context } from 'hono';
import type { FC } from 'hono/jsx';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { Frame, type Noun } from '../parts/frame.tsx';
import { documentText } from '../render.ts';

interface ConfirmProps {
  readonly c: Context;
  readonly context: ServerContext;
  readonly current: Noun;
  /** `Delete 3 runs`: the question, and what the button says. */
  readonly action: string;
  /** What that means. */
  readonly sentence: string;
  /** What is chosen, in words; the first ones are shown. */
  readonly chosen: readonly string[];
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly back: string;
  readonly isGrave: boolean;
}

const MOST_NAMED = 20;

/** For those who have no script: asks before something is done to many, and names the number. */
export function confirmPage(props: ConfirmProps): Response | Promise<Response> {
  return props.c.html(documentText(<ConfirmPage {...props} />));
}

const ConfirmPage: FC<ConfirmProps> = ({
  c,
  context,
  current,
  action,
  sentence,
  chosen,
  fields,
  back,
  isGrave,
}) => (
  <Frame c={c} context={context} title={action} current={current}>
    <h1>{action}?</h1>
    <p>{sentence}</p>
    <ul class="notes">
      {chosen.slice(0, MOST_NAMED).map((name) => (
        <li>{visible(name)}</li>
      ))}
      {chosen.length > MOST_NAMED && <li>and {chosen.length - MOST_NAMED} more</li>}
    </ul>
    <form method="post" class="buttons">
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" name="confirmed" value="yes" class={isGrave ? 'button danger' : 'button primary'}>
        {action}
      </button>
      <a class="button" href={back}>
        Back
      </a>
    </form>
  </Frame>
);
