import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { SummarySection } from '../../conductor/task-outputs.ts';
import { problem } from '../../engine/problem.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { SummaryAnswer } from '../../wire/summaries.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { nameInPath, runInPath, taskInPath } from '../lookup.ts';
import { markdownHtml } from '../parts/markdown.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { madeHtml } from '../parts/raw-html.ts';
import { RunFrame } from '../parts/run-frame.tsx';
import { notFound, orRefuse, Refusal } from '../problems.tsx';
import { besideSummary, pictureType } from '../published.ts';
import { documentText, fragmentText } from '../render.ts';
import { runSelection } from '../run-selection.ts';
import { countWords } from '../words.ts';

/** `/runs/{id}/summary`: what did the tasks find out, in their own words and pictures? */
export function summaryRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/summary', (c) =>
    askerOf(c) === 'program' ? summaryAnswer(c, context) : summaryPage(c, context),
  );
  app.get('/runs/:run/tasks/:task/outputs/file/:file{.+}', (c) => outputFile(c, context));
  return app;
}

async function summaryAnswer(c: Context, context: ServerContext): Promise<Response> {
  const { id } = runInPath(c, context).info;
  const { sections, leftOut } = orRefuse(await context.orders.taskOutputs.summaries(id));
  return c.json({
    run_id: id,
    sections: renderAll(sections, id).map(({ section, html }) => ({
      task_id: section.task?.id ?? null,
      task_name: section.task?.name ?? section.folder,
      about: section.about,
      rendered_html: html,
    })),
    any_contributions: sections.length > 0,
    left_out: leftOut,
  } satisfies SummaryAnswer);
}

async function summaryPage(c: Context, context: ServerContext): Promise<Response> {
  const since = context.live.since();
  const run = runInPath(c, context);
  const found = await context.orders.taskOutputs.summaries(run.info.id);
  const around = { c, context, run, tab: 'Summary', selection: runSelection(c), since } as const;
  return c.html(
    documentText(
      <RunFrame {...around}>
        {found.ok ? (
          <Summaries run={run} sections={found.value.sections} leftOut={found.value.leftOut} />
        ) : (
          <ProblemNotice problem={found.problem} />
        )}
      </RunFrame>,
    ),
  );
}

interface SummariesProps {
  readonly run: RunRow;
  readonly sections: readonly SummarySection[];
  readonly leftOut: number;
}

const Summaries: FC<SummariesProps> = ({ run, sections, leftOut }) => (
  <section aria-label="Summary">
    <h2 class="section">
      {sections.length === 0
        ? 'No task has published a summary.'
        : `${countWords(sections.length, 'text')} published by tasks.`}
    </h2>
    {sections.length === 0 && (
      <p class="quiet">
        A task publishes one by writing Markdown to <code>$SCRIPTHUT_TASK_SUMMARY</code>, or to{' '}
        <code>$SCRIPTHUT_RUN_SUMMARY</code> what is about the whole run. Pictures lie in{' '}
        <code>$SCRIPTHUT_OUTPUT_DIR</code>.
      </p>
    )}
    {renderAll(sections, run.info.id).map(({ section, html }) => (
      <article class="summary">
        <p class="quiet">
          {section.about === 'run' ? 'About the run, by ' : ''}
          {section.task === null ? (
            visible(section.folder)
          ) : (
            <a href={paths.task(run.info.id, section.task.id)}>{visible(section.task.name)}</a>
          )}
        </p>
        {madeHtml(html)}
      </article>
    ))}
    {leftOut > 0 && <p class="quiet">Not shown: {countWords(leftOut, 'further text')}.</p>}
  </section>
);

/** For all texts of a page together: some texts take very long. */
const TIME_LIMIT_MS = 1_000;

/** Texts that cannot be rendered, or not in time, are shown as they were written. */
function renderAll(sections: readonly SummarySection[], run: RunRow['info']['id']) {
  const end = performance.now() + TIME_LIMIT_MS;
  return sections.map((section) => {
    const inTime = performance.now() < end;
    const html = inTime ? markdownHtml(section.text, besideSummary(run, section)) : null;
    const shown = html === null ? fragmentText(<pre tabindex={0}>{visible(section.text)}</pre>) : html;
    const rest = fragmentText(<p class="quiet">The rest is left out: it is longer than 64 KB.</p>);
    return { section, html: section.isCut ? shown + rest : shown };
  });
}

/**
 * A picture or another file beside a summary. Jobs made it, so it is nothing but itself: opened by its own address it
 * runs no script, and loads nothing.
 */
async function outputFile(c: Context, context: ServerContext): Promise<Response> {
  const { run, task } = taskInPath(c, context);
  const path = nameInPath(c, 'file');
  const bytes = orRefuse(await context.orders.taskOutputs.file(run, task.id, path));
  if (bytes === null) throw notFound(`The task has published no file ${visible(path)}.`);
  if (bytes === 'too-large')
    throw new Refusal(problem('bad-request', `${visible(path)} is larger than 10 MB.`), 413);
  const picture = pictureType(path);
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': picture ?? 'application/octet-stream',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    ...(picture === null && { 'Content-Disposition': 'attachment' }),
  });
}
