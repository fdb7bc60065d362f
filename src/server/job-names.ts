import type { JobName } from '../wire/backends.ts';

/** Both names of a job in one form field, so that exactly those are meant that were shown. */
export function jobField({ backend, job_id }: JobName): string {
  return `${encodeURIComponent(backend)}/${encodeURIComponent(job_id)}`;
}

/** Null for what is no such field. */
export function jobFromField(field: string): JobName | null {
  const [backend, job, ...rest] = field.split('/');
  if (backend === undefined || job === undefined || rest.length > 0) return null;
  try {
    return { backend: decodeURIComponent(backend), job_id: decodeURIComponent(job) };
  } catch {
    return null;
  }
}
