import { expectedCostWords } from '../engine/cost-words.ts';
import type { PreviewAnswer } from '../wire/previews.ts';
import { costOf } from './cost-text.ts';
import { visible } from './text-width.ts';

/** What would be submitted, in short: the first script stands for the others, which `--json` shows. */
export function previewLines(preview: PreviewAnswer): string[] {
  const { tasks, cost } = preview;
  const expected = cost === undefined ? null : expectedCostWords(costOf(cost));
  const [first] = tasks;
  const name = preview.title ?? preview.workflow_name;
  return [
    `${visible(name)}: ${preview.task_count} tasks on ${visible(preview.backend_name)}; nothing has been sent`,
    `Logs: ${visible(preview.log_dir)}`,
    ...(expected === null ? [] : [`Cost: ${expected}`]),
    ...(first === undefined ? [] : ['', `Script of ${visible(first.id)}:`, ...lines(first.script)]),
    ...(tasks.length < 2 ? [] : [`(and ${preview.task_count - 1} more; see --json)`]),
  ];
}

function lines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n').map(visible);
}
