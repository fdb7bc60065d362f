import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { BackendName } from '../../engine/ids.ts';
import { paths } from '../../wire/paths.ts';
import { backendPieces } from '../backend-pieces.tsx';
import type { ServerContext } from '../context.ts';
import { backendInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { pieceChild } from '../pieces.ts';
import { documentText } from '../render.ts';

/** So long a page waits for what its backend has free; what comes later, the stream brings. */
const PATIENCE_MS = 800;

/** `/backends/NAME`: is there room, what of it is ours, what may we have, and what do we cost? */
export function backendPageRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/backends/:backend', async (c) => {
    const backend = backendInPath(c, context);
    await within(PATIENCE_MS, context.orders.capacities.look(backend));
    return c.html(documentText(<BackendPage c={c} context={context} backend={backend} />));
  });
  return app;
}

const BackendPage: FC<{ c: Context; context: ServerContext; backend: BackendName }> = (props) => {
  const { c, context, backend } = props;
  const href = paths.backendEvents(backend, context.live.since());
  return (
    <Frame
      c={c}
      context={context}
      title={backend}
      current="Backends"
      stream={{ href, events: ['backends-update', 'backend-update'] }}
    >
      <p class="crumb">
        <a href={paths.backends()}>Backends</a>
      </p>
      {backendPieces(context, backend).map(pieceChild)}
    </Frame>
  );
};

function within(ms: number, wanted: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return Promise.race([wanted, timeout]).finally(() => clearTimeout(timer));
}
