import type { RunDetail, RunSummary } from '../wire/runs.ts';
import type { RunItem } from '../wire/tasks.ts';
import { backendLines, orphanLines, staleWords, troubleOf } from './backend-words.ts';
import { capacityLines } from './capacity-words.ts';
import { costText } from './cost-text.ts';
import { environmentLines } from './environment-words.ts';
import { notificationLines } from './notification-words.ts';
import type { Output } from './output.ts';
import { plannedLines } from './planned-words.ts';
import { politenessLines } from './politeness-words.ts';
import { previewLines } from './preview-lines.ts';
import { problemText, saidLines } from './problem-text.ts';
import { resourceLines } from './resource-lines.ts';
import { endingLines, failureLines, localTime, stateWords, whyWords } from './run-words.ts';
import { sourceDetailLines, sourceLines } from './source-words.ts';
import { backupLines, checkLines, importLines } from './state-words.ts';
import { type Column, tableLines } from './table.ts';
import type { Terminal } from './terminal.ts';
import { visible, visibleLines, widthOf } from './text-width.ts';

// The columns of `compat.md` 14.2.
const RUN_COLUMNS: readonly Column[] = [
  { heading: 'ID', width: 10 },
  { heading: 'STATUS', width: 10 },
  { heading: 'PROGRESS', width: 10 },
  { heading: 'WORKFLOW', width: 28 },
  { heading: 'BACKEND', width: 14 },
  { heading: 'CREATED', width: 19 },
];

const MAX_TASK_WIDTH = 48;

/** Tables and sentences for people. */
export function tableOutput(terminal: Terminal): Output {
  const print: Print = (lines) => terminal.out(lines.map((line) => `${line}\n`).join(''));
  return {
    runs: ({ runs }) =>
      print(runs.length === 0 ? ['No runs found.'] : tableLines(RUN_COLUMNS, runs.map(runCells))),
    run: (detail, failed) => print(runLines(detail, failed)),
    resources: (answer) => print(resourceLines(answer)),
    started: (run, warnings) => {
      warn(terminal, warnings);
      print(startedLines(run));
    },
    ended: (detail) => print(endingLines(detail)),
    cancelled: ({ run_id }) => print([`Run ${run_id}: what of it has not ended is being ended`]),
    deleted: ({ deleted, failed }) => {
      if (deleted.length > 0) print([`Deleted: ${deleted.join(', ')}`]);
      for (const { run_id, detail } of failed) terminal.err(saidLines(`${run_id}: ${detail}`));
    },
    log: ({ content, path }, why = null) => {
      if (content === null)
        terminal.err(
          saidLines(why === null ? `nothing yet: there is no file ${path}` : `there is no log: ${why}`),
        );
      else terminal.out(terminal.isInteractive ? visibleLines(content) : content);
    },
    environment: (answer) => {
      print(environmentLines(answer).map(visible));
      for (const line of [...answer.warnings, ...answer.notes]) terminal.err(`${visible(line)}\n`);
    },
    ...backendOutput(print, terminal),
    ...notificationOutput(print, terminal),
    ...sourceOutput(terminal),
    ...stateOutput(print, terminal),
    preview: (answer) => {
      warn(terminal, answer.warnings);
      print(previewLines(answer));
    },
    dryRun: (order) => print([JSON.stringify(order, null, 2)]),
    planned: (document) => {
      warn(terminal, document.warnings);
      print(plannedLines(document));
    },
  };
}

type Print = (lines: readonly string[]) => void;

function warn(terminal: Terminal, warnings: readonly string[]): void {
  for (const warning of warnings) terminal.err(`warning: ${visible(warning)}\n`);
}

type BackendOutput = Pick<Output, 'backends' | 'capacity' | 'politeness' | 'orphans' | 'orphansEnded'>;

function backendOutput(print: Print, terminal: Terminal): BackendOutput {
  return {
    backends: ({ backends }) => {
      print(backendLines(backends));
      for (const backend of backends) {
        const trouble = troubleOf(backend);
        if (trouble !== null) terminal.err(saidLines(trouble));
      }
    },
    capacity: (answer) => {
      print(capacityLines(answer).map(visible));
      if (answer.error !== null)
        terminal.err(saidLines(`The last question was not answered: ${answer.error}`));
    },
    politeness: (answer) => print(politenessLines(answer)),
    orphans: ({ orphans }) => print(orphanLines(orphans)),
    orphansEnded: ({ ended, failed }) => {
      print([`${ended.length} of ${ended.length + failed.length} asked to end`]);
      for (const { backend, job_id, detail } of failed)
        terminal.err(saidLines(`${job_id} on ${backend}: ${detail}`));
    },
  };
}

function notificationOutput(
  print: Print,
  terminal: Terminal,
): Pick<Output, 'notifications' | 'notificationTried'> {
  return {
    notifications: (answer) => {
      print(notificationLines(answer));
      for (const { name, problem } of answer.channels)
        if (problem !== null) terminal.err(saidLines(`${name}: ${problem}`));
    },
    notificationTried: ({ channel }) => print([visible(`A trial was sent to '${channel}'`)]),
  };
}

/** About the file of state. */
function stateOutput(print: Print, terminal: Terminal): Pick<Output, 'imported' | 'backedUp' | 'checked'> {
  return {
    imported: (summary) => {
      print(importLines(summary).map(visible));
      for (const problem of summary.problems) terminal.err(problemText(problem));
    },
    backedUp: (backup) => print(backupLines(backup).map(visible)),
    checked: (report) => print(checkLines(report).map(visible)),
  };
}

function sourceOutput(terminal: Terminal): Pick<Output, 'sources' | 'source' | 'synced'> {
  const out = (line: string): void => terminal.out(`${visible(line)}\n`);
  const tell = (error: string, hint?: string): void =>
    terminal.err(
      problemText({ code: 'command-failed', message: error, ...(hint !== undefined && { hint }) }),
    );
  return {
    sources: ({ sources }) => {
      sourceLines(sources).forEach(out);
      for (const { name, error, hint } of sources) if (error !== null) tell(`${name}: ${error}`, hint);
    },
    source: (detail) => {
      sourceDetailLines(detail).forEach(out);
      if (detail.error !== null) tell(detail.error, detail.hint);
      if (detail.discover_error !== null) tell(detail.discover_error);
    },
    synced: (answer) => {
      for (const { name, error, hint, last_commit, workflows } of 'sources' in answer
        ? answer.sources
        : [answer]) {
        const at = last_commit ? ` at ${last_commit.slice(0, 12)}` : '';
        const files = workflows.length === 1 ? 'file' : 'files';
        if (error === null) out(`${name}${at}: ${workflows.length} workflow ${files}`);
        else tell(`${name}: ${error}`, hint);
      }
    },
  };
}

function runCells(run: RunSummary): string[] {
  const progress = `${run.completed_count}/${run.task_count}`;
  return [run.id, run.status, progress, run.workflow_name, run.backend_name, localTime(run.created_at)];
}

function startedLines(run: RunSummary): string[] {
  const pending = run.task_count - run.submitted_count;
  return [
    `Run ${run.id} on ${visible(run.backend_name)} (${visible(run.workflow_name)})`,
    `${run.submitted_count}/${run.task_count} dispatched, ${pending} pending`,
    `States: ${stateWords(run)}`,
  ];
}

function runLines(run: RunDetail, failed: RunDetail): string[] {
  const header: readonly (readonly [string, string | null])[] = [
    ['Run', `${run.id}  ${run.workflow_name}`],
    ['Status', run.status],
    ['Backend', run.backend_name],
    ['Created', localTime(run.created_at)],
    ['Tasks', `${run.completed_count}/${run.task_count} ended`],
    ['By state', stateWords(run)],
    ['Cost', run.cost === undefined ? null : costText(run.cost)],
    ['Commit', run.commit_hash],
    ['Why', run.why === '' ? null : run.why],
    ['Stale', run.stale === null ? null : staleWords(run.stale)],
  ];
  const lines = header.flatMap(([label, value]) =>
    value === null ? [] : [`${`${label}:`.padEnd(10)}${visible(value)}`],
  );
  const table = tableLines(taskColumns(run.items), run.items.map(taskCells));
  return [...lines, '', ...table, ...leftOutPart(run), ...failedPart(failed)];
}

function taskColumns(items: readonly RunItem[]): Column[] {
  const longest = items.reduce(
    (width, { task }) => Math.max(width, widthOf(visible(task.id))),
    'TASK'.length,
  );
  return [
    { heading: 'TASK', width: Math.min(MAX_TASK_WIDTH, longest) },
    { heading: 'STATUS', width: 10 },
    { heading: 'JOB', width: 12 },
    { heading: 'CPU%', width: 6 },
    { heading: 'MEM', width: 6 },
    ...(items.some((item) => whyWords(item) !== '') ? [{ heading: 'WHY', width: 40 }] : []),
  ];
}

function taskCells(item: RunItem): string[] {
  const cpu = item.cpu_efficiency === null ? '-' : item.cpu_efficiency.toFixed(1);
  const memory = item.max_rss === '' ? '-' : item.max_rss;
  return [item.task.id, item.status, item.job_id ?? '-', cpu, memory, whyWords(item)];
}

function leftOutPart(run: RunDetail): string[] {
  if (run.next_after === null) return [];
  return [
    `… the first ${run.items.length} are shown. All: scripthut run view ${run.id} --all; some: --status failed, --limit N`,
  ];
}

function failedPart(run: RunDetail): string[] {
  const lines = failureLines(run);
  return lines.length === 0 ? [] : ['', 'Failed:', ...lines];
}
