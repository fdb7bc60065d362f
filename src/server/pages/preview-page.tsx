import type { Context } from 'hono';
import type { FC } from 'hono/jsx';
import type { Preview } from '../../conductor/orders.ts';
import { expectedCostWords } from '../../engine/cost-words.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { CommitMark } from '../parts/commit-mark.tsx';
import { Frame } from '../parts/frame.tsx';
import { PreviewKinds } from '../parts/preview-kinds.tsx';
import { PreviewTasks } from '../parts/preview-tasks.tsx';
import { countWords } from '../words.ts';

/** Previewed scripts in one page; the rest is only listed. */
const MOST_SCRIPTS = 50;

export interface PreviewPageProps {
  readonly c: Context;
  readonly context: ServerContext;
  /** What people call it. */
  readonly name: string;
  /** Where the button leads that runs just this. */
  readonly runHref: string;
  readonly preview: Preview;
}

/** What would be submitted: the very scripts, their paths, the raw document, warnings (`compat.md` 13.1). */
export const PreviewPage: FC<PreviewPageProps> = ({ c, context, name, runHref, preview }) => (
  <Frame c={c} context={context} title={`Preview of ${visible(name)}`} current="Workflows">
    <p class="crumb">
      <a href={paths.sources()}>Workflows</a>
    </p>
    <h1>{visible(preview.title ?? preview.workflow)}</h1>
    <p class="origin">
      {countWords(preview.tasks.length, 'task')} on {preview.backend}
      {preview.git !== null && (
        <>
          {' · '}
          <CommitMark {...preview.git} />
        </>
      )}
      {' · logs in '}
      <code class="path">{visible(preview.logDir)}</code> · nothing has been sent
      {preview.cost !== null && <> · {expectedCostWords(preview.cost)}</>}
    </p>
    {preview.warnings.map((warning) => (
      <p class="notice notice-warn">{visible(warning)}</p>
    ))}
    <form method="post" action={runHref}>
      <button type="submit" class="button primary">
        Run {countWords(preview.tasks.length, 'task')} on {preview.backend}
      </button>
    </form>
    <PreviewKinds kinds={preview.kinds} now={context.now()} />
    <PreviewTasks tasks={preview.tasks.map(({ task }) => task)} />
    <PreviewedScripts preview={preview} />
    <h2 class="section">Document</h2>
    <pre class="code" tabindex={0}>
      {visible(preview.document)}
    </pre>
  </Frame>
);

const PreviewedScripts: FC<{ preview: Preview }> = ({ preview }) => (
  <>
    <h2 class="section">Scripts</h2>
    <div class="nodes entries">
      {preview.tasks.slice(0, MOST_SCRIPTS).map(({ task, script }, index) => (
        <details class="group" open={index === 0}>
          <summary>
            <span class="group-name">{visible(task.id)}</span>
          </summary>
          <pre class="code" tabindex={0}>
            {visible(script.text)}
          </pre>
        </details>
      ))}
    </div>
    {preview.tasks.length > MOST_SCRIPTS && (
      <p class="quiet">
        The scripts of the other {preview.tasks.length - MOST_SCRIPTS} tasks are made the same way.
      </p>
    )}
  </>
);
