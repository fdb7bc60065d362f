import type { JobResources, Variable } from './job.ts';

/** Seconds of `[[hours:]minutes:]seconds`; null where it is something else. */
export function secondsOf(text: string): number | null {
  if (!/^\d+(:\d+){0,2}(\.\d+)?$/.test(text)) return null;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** As PBS writes a duration; hours may be more than two digits. */
export function duration(seconds: number): string {
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${part(seconds / 3600)}:${part((seconds / 60) % 60)}:${part(seconds % 60)}`;
}

/** What a job needs of what `-l` says, and how listings show it. */
export function resourcesOf(asked: ReadonlyMap<string, string>, isTorque: boolean): JobResources {
  const walltime = secondsOf(asked.get('walltime') ?? '');
  const listed = new Map(asked);
  if (walltime !== null) listed.set('walltime', duration(walltime));
  const chunks = (asked.get('select') ?? asked.get('nodes') ?? '1').split('+').map(chunkOf);
  const alone = Number(asked.get('ncpus') ?? 1);
  const cpus = chunks.reduce((sum, chunk) => sum + chunk.count * (chunk.cpus ?? alone), 0);
  const count = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  return {
    cpus,
    walltimeSeconds: walltime,
    listed: isTorque ? torqueList(listed, count) : openPbsList(listed, cpus, count),
  };
}

/** `2:ncpus=4:mem=1gb`, and as Torque has it `2:ppn=4`. */
function chunkOf(text: string): { count: number; cpus: number | null } {
  const [count = '1', ...parts] = text.split(':');
  const [, cpus] =
    parts.map((part) => /^(?:ncpus|ppn)=(\d+)$/.exec(part)).find((found) => found !== null) ?? [];
  return { count: Number(count) || 1, cpus: cpus === undefined ? null : Number(cpus) };
}

function torqueList(listed: Map<string, string>, count: number): Variable[] {
  const { walltime = '01:00:00', nodes = '1', ...others } = Object.fromEntries(listed);
  return [['walltime', walltime], ...Object.entries(others), ['nodes', nodes], ['nodect', String(count)]];
}

function openPbsList(listed: Map<string, string>, cpus: number, count: number): Variable[] {
  const nodes = listed.get('nodes');
  const mem = listed.get('mem');
  const memory = mem === undefined ? '' : `mem=${mem}:`;
  const made =
    nodes === undefined
      ? `1:${memory}ncpus=${cpus}`
      : `${count}:ncpus=${cpus / count}:${memory}mpiprocs=${cpus / count}`;
  const select = listed.get('select') ?? made;
  const place =
    listed.get('place') ?? (nodes !== undefined ? 'scatter' : listed.has('select') ? 'free' : 'pack');
  listed.set('ncpus', String(cpus)).set('nodect', String(count)).set('select', select).set('place', place);
  return [...listed].sort(([a], [b]) => (a < b ? -1 : 1));
}
