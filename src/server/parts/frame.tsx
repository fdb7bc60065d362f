import type { Context } from 'hono';
import type { Child, FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { readPreferences } from '../preferences.ts';
import { BackendChips } from './backend-chips.tsx';
import { Clock } from './moment.tsx';
import { MarkSprite } from './state-mark.tsx';
import { ViewMenu } from './view-menu.tsx';

export type Noun = 'Overview' | 'Runs' | 'Jobs' | 'Workflows' | 'Backends' | 'Settings';

export const NOUNS: readonly { readonly noun: Noun; readonly href: string }[] = [
  { noun: 'Overview', href: paths.home() },
  { noun: 'Runs', href: paths.runs() },
  { noun: 'Jobs', href: paths.jobs() },
  { noun: 'Workflows', href: paths.sources() },
  { noun: 'Backends', href: paths.backends() },
  { noun: 'Settings', href: paths.settings() },
];

export interface FrameProps {
  readonly c: Context;
  readonly context: ServerContext;
  readonly title: string;
  readonly current?: Noun;
  /**
   * What the page shows live, the names of its events, and the part that a hidden page asks for instead; without it, only
   * how the backends are.
   */
  readonly stream?: {
    readonly href: string;
    readonly events: readonly string[];
    readonly rest?: string | undefined;
  };
  readonly children?: Child;
}

/** What is around every page. */
export const Frame: FC<FrameProps> = ({ c, context, title, current, stream, children }) => {
  const preferences = readPreferences(c);
  const { theme, zone } = preferences;
  const live = stream ?? {
    href: paths.jobsStream({ page: 'backends', ...context.live.since() }),
    events: ['backends-update'],
  };
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      data-zone={zone === 'local' ? undefined : zone}
    >
      <Head title={title} build={context.build} />
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <MarkSprite />
        <header class="frame">
          <a class="brand" href={paths.home()}>
            ScriptHut
          </a>
          <Nouns current={current} />
          <BackendChips backends={context.orders.backends()} now={context.now()} />
          <button type="button" class="find needs-script" data-open="palette" data-find={paths.find()}>
            <kbd>Ctrl K</kbd> find
          </button>
          <ViewMenu preferences={preferences} />
        </header>
        <Banners href={c.req.path} now={context.now()} />
        <main id="main">{children}</main>
        <live-stream
          src={live.href}
          events={live.events.join(' ')}
          rest={live.rest}
          hub={paths.live()}
          worker={paths.worker(context.build)}
          build={context.build}
        />
      </body>
    </html>
  );
};

const Head: FC<{ title: string; build: string }> = ({ title, build }) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>{title} · ScriptHut</title>
    <link rel="icon" href={ICON} />
    <link rel="stylesheet" href={paths.styles(build)} />
    <script type="module" src={paths.script(build)} />
  </head>
);

/** What the page's script shows when it is so. */
const Banners: FC<{ href: string; now: number }> = ({ href, now }) => (
  <>
    <p id="connection-lost" class="banner" role="status" hidden>
      No contact with ScriptHut since <Clock at={now} now={now} />; this is the last picture. Trying again…
    </p>
    <p id="page-outdated" class="banner" role="status" hidden>
      ScriptHut has been renewed since this page was opened. <a href={href}>Load it again</a>
    </p>
  </>
);

const Nouns: FC<{ current: Noun | undefined }> = ({ current }) => (
  <nav class="nouns" aria-label="Main">
    {NOUNS.map(({ noun, href }) => (
      <a href={href} aria-current={noun === current ? 'page' : undefined}>
        {noun}
      </a>
    ))}
  </nav>
);

/** Two stacked bars, in the accent that reads on light and dark tabs. */
const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Crect x=%221%22 y=%222%22 width=%2214%22 height=%225%22 rx=%221.5%22 fill=%22%234a78e0%22/%3E%3Crect x=%221%22 y=%229%22 width=%229%22 height=%225%22 rx=%221.5%22 fill=%22%232f9d5f%22/%3E%3C/svg%3E';
