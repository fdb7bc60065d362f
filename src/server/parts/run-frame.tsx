import type { Context } from 'hono';
import type { Child, FC } from 'hono/jsx';
import type { RunRow } from '../../store/store.ts';
import { paths, type RunSelection, type Since } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { pieceChild } from '../pieces.ts';
import { runHeadPiece, runNotesPiece, tickPiece } from '../run-head.tsx';
import { Frame } from './frame.tsx';
import { runTitle } from './run-info.tsx';
import { RunOrigin } from './run-origin.tsx';
import { RunTabs, type TabName } from './run-tabs.tsx';

export interface RunFrameProps {
  readonly c: Context;
  readonly context: ServerContext;
  readonly run: RunRow;
  readonly tab: TabName;
  readonly selection: RunSelection;
  /** What is newer than what is shown: from before it was read. */
  readonly since: Since;
  readonly children?: Child;
}

/** What is around every view of a run: the head, which stays in sight, the tabs, and room for a task beside the view. */
export const RunFrame: FC<RunFrameProps> = ({ c, context, run, tab, selection, since, children }) => {
  const { id } = run.info;
  const isList = tab === 'Tasks';
  const stream = {
    href: paths.runEvents(id, { ...(!isList && { part: 'head' as const }), ...since }),
    events: ['info-update', ...(isList ? ['items-update'] : []), 'backends-update'],
    rest: paths.runInfo(id),
  };
  return (
    <Frame
      c={c}
      context={context}
      title={runTitle(run).replace(/ · ScriptHut$/, '')}
      current="Runs"
      stream={stream}
    >
      <RunOrigin run={run} now={context.now()} />
      <div class="run-head">
        {pieceChild(runHeadPiece(context, run))}
        {pieceChild(tickPiece(context, run))}
        <RunTabs run={run} current={tab} selection={selection} />
      </div>
      <div class="columns">
        <div class="column">
          {pieceChild(runNotesPiece(context, run))}
          {children}
        </div>
        <aside id="task-column" class="column task-column" aria-label="Task" hidden />
      </div>
    </Frame>
  );
};
