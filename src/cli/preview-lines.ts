import { expectedCostWords } from '../engine/cost-words.ts';
import type { PreviewAnswer, PreviewedKindAnswer } from '../wire/previews.ts';
import { costOf } from './cost-text.ts';
import { visible } from './text-width.ts';

const MOST_KINDS = 20;

/** What would be submitted, in short: the first script stands for the others, which `--json` shows. */
export function previewLines(preview: PreviewAnswer): string[] {
  const { tasks, kinds, cost } = preview;
  const expected = cost === undefined ? null : expectedCostWords(costOf(cost));
  const [first] = tasks;
  const name = preview.title ?? preview.workflow_name;
  return [
    `${visible(name)}: ${preview.task_count} ${preview.task_count === 1 ? 'task' : 'tasks'} on ${visible(preview.backend_name)}; nothing has been sent`,
    `Logs: ${visible(preview.log_dir)}`,
    ...(expected === null ? [] : [`Cost: ${expected}`]),
    ...kinds.slice(0, MOST_KINDS).map(kindLine),
    ...(kinds.length > MOST_KINDS ? [`(and ${kinds.length - MOST_KINDS} more kinds)`] : []),
    ...(first === undefined ? [] : ['', `Script of ${visible(first.id)}:`, ...lines(first.script)]),
    ...(tasks.length < 2 ? [] : [`(and ${preview.task_count - 1} more; see --json)`]),
  ];
}

function kindLine({ task_id, tasks, submissions, rehearsal }: PreviewedKindAnswer): string {
  const first = visible(task_id);
  const what = tasks === 1 ? first : `${first} and ${tasks - 1} like it`;
  const how =
    submissions === tasks ? 'one by one' : `as ${submissions} job ${submissions === 1 ? 'array' : 'arrays'}`;
  const said =
    rehearsal === null
      ? ''
      : `; the scheduler would ${rehearsal.accepted ? 'take' : 'refuse'} it: ${visible(rehearsal.said)}`;
  return `${what}: ${how}${said}`;
}

function lines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n').map(visible);
}
