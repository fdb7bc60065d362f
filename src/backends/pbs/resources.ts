import type { Resources } from '../../engine/task.ts';
import type { ResourceStyle } from './settings.ts';

/** What a task asks for, as `#PBS -l` takes it (`compat.md` 8.2), and what could not be carried over. */
export interface ResourceRequest {
  readonly line: string;
  readonly warnings: readonly string[];
}

/** PBS Pro and OpenPBS call GPUs `ngpus`, Torque `gpus`. */
export function resourceRequest(resources: Resources, style: ResourceStyle): ResourceRequest {
  const { cpus, timeLimit } = resources;
  const memory = pbsMemory(resources.memory);
  const { gpus, warnings } = gpusOf(resources.gres);
  const walltime = pbsWalltime(timeLimit);
  if (style === 'select') {
    const chunk = [`select=1:ncpus=${cpus}`, ...(gpus === 0 ? [] : [`ngpus=${gpus}`]), `mem=${memory}`];
    return { line: `${chunk.join(':')} -l walltime=${walltime}`, warnings };
  }
  const nodes = `nodes=1:ppn=${cpus}${gpus === 0 ? '' : `:gpus=${gpus}`}`;
  return { line: `${nodes},mem=${memory},walltime=${walltime}`, warnings };
}

/** `16G` → `16gb`, `512` → `512b`; anything else in small letters. */
export function pbsMemory(memory: string): string {
  const match = /^(\d+)([KMGTP]?)$/i.exec(memory.trim());
  if (match === null) return oneWord(memory).toLowerCase();
  return `${match[1]}${match[2]?.toLowerCase()}b`;
}

/**
 * PBS knows `HH:MM:SS` and seconds, and no days (`Illegal attribute or resource value`). Slurm's forms with days become
 * hours: `1-00:00:00`, `1-12:30`, `1-12`. Everything else is passed on.
 */
export function pbsWalltime(timeLimit: string): string {
  const match = /^(\d+)-(\d+)(?::(\d+))?(?::(\d+))?$/.exec(timeLimit.trim());
  if (match === null) return oneWord(timeLimit);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return [days * 24 + hours, minutes, seconds].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A blank would end the value, and what follows would be an option of qsub. */
function oneWord(text: string): string {
  return text.replace(/[\s\p{Cc}"'\\]+/gu, '');
}

/** How many GPUs `gpu`, `gpu:2` or `gpu:v100:1` are; the kind of GPU and other resources cannot be asked for. */
function gpusOf(gres: string | null): { readonly gpus: number; readonly warnings: readonly string[] } {
  let gpus = 0;
  const warnings: string[] = [];
  for (const one of (gres ?? '').split(',').map((part) => part.trim())) {
    if (one === '') continue;
    const [, kind, number] = /^gpu(?::([^:]*?))??(?::(\d+))?$/.exec(one) ?? [null];
    const isGpu = one === 'gpu' || number !== undefined;
    if (isGpu) gpus += Number(number ?? 1);
    else warnings.push(`PBS was not asked for '${one}' of \`gres\`: only gpu and gpu:NUMBER are known there`);
    if (isGpu && kind)
      warnings.push(`Any GPU may be given: PBS was not asked for the kind '${kind}' of \`gres\``);
  }
  return { gpus, warnings };
}
