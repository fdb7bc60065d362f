import { isOver, type JobOrder, type Submission } from './job.ts';

type Submissions = ReadonlyMap<number, Submission>;

/** Jobs that it waits for have not come so far. */
export function isHeldBack({ depend }: JobOrder, submissions: Submissions): boolean {
  return depend.some(({ type, number }) => {
    const other = submissions.get(number);
    if (other === undefined) return false;
    return type === 'after' ? other.jobs.some(({ state }) => state === 'queued') : !isOver(other);
  });
}

/** A job that it waits for has ended otherwise, or is not known: PBS deletes it. */
export function isHopeless({ depend }: JobOrder, submissions: Submissions): boolean {
  return depend.some(({ type, number }) => {
    const other = submissions.get(number);
    if (other === undefined) return true;
    if (!isOver(other)) return false;
    const isGood = other.jobs.every(({ exitStatus }) => exitStatus === 0);
    return type.startsWith('afterok') ? !isGood : type.startsWith('afternotok') && isGood;
  });
}
