import type { FC } from 'hono/jsx';
import type { BackendView } from '../../conductor/orders.ts';
import { isAway } from '../backend-health.ts';
import { visible } from '../log-text.ts';

/** How a file of tasks is sent from a terminal, to a backend that there is, and answers if one does. */
export const StartCommand: FC<{ backends: readonly BackendView[] }> = ({ backends }) => {
  const backend = backends.find((each) => !isAway(each)) ?? backends[0];
  const name = backend === undefined ? 'NAME' : visible(backend.name);
  return <pre class="code">scripthut workflow run my-tasks.json --backend {name} --watch</pre>;
};
