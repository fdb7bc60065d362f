import type { FoundSummary } from '../backends/output-files.ts';
import { outputName, outputsFolder, taskOfOutputName } from '../backends/output-names.ts';
import type { RunId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok } from '../engine/result.ts';
import type { Conductor } from './conductor.ts';
import { notConfigured } from './read-log.ts';
import type { SummarySection, TaskOutputs } from './task-outputs.ts';

/** Joins tasks with the machines where they publish. */
export function openTaskOutputs(conductor: Conductor): TaskOutputs {
  return {
    async summaries(run) {
      const place = placeOf(conductor, run);
      if (!place.ok) return place;
      const found = await place.value.backend.readSummaries(place.value.folder);
      if (!found.ok) return found;
      const { summaries, leftOut } = found.value;
      return ok({ sections: summaries.map((each) => sectionOf(conductor, run, each)), leftOut });
    },
    async file(run, task, path) {
      const place = placeOf(conductor, run);
      if (!place.ok) return place;
      return place.value.backend.readOutput(place.value.folder, outputName(task), path);
    },
  };
}

function placeOf(conductor: Conductor, run: RunId) {
  const info = conductor.options.store.readRun(run)?.info;
  if (info === undefined) return failed(problem('not-found', `There is no run '${run}'`));
  const backend = conductor.backends.get(info.backend);
  if (backend === undefined) return failed(notConfigured(info.backend));
  return ok({ backend, folder: outputsFolder(info.logDir, run) });
}

function sectionOf(conductor: Conductor, run: RunId, found: FoundSummary): SummarySection {
  const { name: folder, about, text, isCut } = found;
  const id = taskOfOutputName(folder);
  const task = id === null ? undefined : conductor.options.store.readTask(run, id)?.task;
  return { about, task: task === undefined ? null : { id: task.id, name: task.name }, folder, text, isCut };
}
