import type { Context } from 'hono';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { readPreferences } from '../preferences.ts';
import { documentText } from '../render.ts';
import { isoTime } from '../times.ts';

/** Without script the page is left after so many seconds; a start takes less. */
const WITHOUT_SCRIPT_S = 10;
/** Another address cannot be asked by this page's script whether it answers yet; here, a start that failed does by then. */
const ELSEWHERE_S = 5;

/**
 * The answer to the wish for a restart: it leads back to the settings by itself. `address` is where the next server
 * answers, where that is not here; null: here.
 */
export function restarting(
  c: Context,
  context: ServerContext,
  address: string | null,
): Response | Promise<Response> {
  if (askerOf(c) === 'program') return c.json({ status: 'restarting', address });
  const { theme } = readPreferences(c);
  const next = `${address ?? ''}${paths.settings()}`;
  c.header('Refresh', `${address === null ? WITHOUT_SCRIPT_S : ELSEWHERE_S}; url=${next}`);
  return c.html(
    documentText(
      <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>Restart · ScriptHut</title>
          <link rel="stylesheet" href={paths.styles(context.build)} />
          <script type="module" src={paths.script(context.build)} />
        </head>
        <body>
          <main id="main">
            <h1>ScriptHut begins anew.</h1>
            <p class="restarting" role="status">
              The settings are saved, and jobs go on. This page goes back to <a href={next}>the settings</a>
              {address !== null && ` at ${visible(address)}`} as soon as it answers.
            </p>
            {/* Also where the next server is elsewhere: who answers here is what was in use, after a start that failed. */}
            <server-restart ping={paths.ping()} before={isoTime(context.startedAt)} next={paths.settings()} />
          </main>
        </body>
      </html>,
    ),
  );
}
