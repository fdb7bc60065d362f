import type { Preview, PreviewedKind } from '../conductor/orders.ts';
import type { PreviewAnswer } from '../wire/previews.ts';
import { costAnswer } from './costs.ts';
import { isoTimeOrNull } from './times.ts';

type Rehearsal = NonNullable<PreviewedKind['rehearsal']>;

/** More would be hundreds of megabytes for a large run. */
const MOST_TASKS = 1_000;

function rehearsalAnswer({ isTaken, startsAt, said }: Rehearsal) {
  return { accepted: isTaken, starts_at: isoTimeOrNull(startsAt), said };
}

/** What would be submitted, for programs. */
export function previewAnswer(preview: Preview): PreviewAnswer {
  return {
    workflow_name: preview.workflow,
    title: preview.title,
    backend_name: preview.backend,
    log_dir: preview.logDir,
    task_count: preview.tasks.length,
    tasks: preview.tasks.slice(0, MOST_TASKS).map(({ task, script }) => ({
      id: task.id,
      script: script.text,
      output_path: script.outputPath,
      error_path: script.errorPath,
      warnings: script.warnings,
    })),
    kinds: preview.kinds.map(({ first, tasks, submissions, rehearsal }) => ({
      task_id: first.id,
      tasks,
      submissions,
      rehearsal: rehearsal === null ? null : rehearsalAnswer(rehearsal),
    })),
    warnings: preview.warnings,
    ...(preview.cost === null ? {} : { cost: costAnswer(preview.cost) }),
  };
}
