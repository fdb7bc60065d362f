import { nearest } from '../engine/nearest.ts';
import { type Problem, problem } from '../engine/problem.ts';

/** So many branches are named. */
const NAMED = 10;
/** So many references are asked for, by scripts that have not found the branch. */
export const MOST_REFERENCES = 2_000;

/** `listed` is what `git ls-remote --heads --tags` printed of the repository, or its beginning. */
export function noBranch(repository: string, branch: string, listed: string): Problem {
  const message = `${repository} has no branch ${branch}`;
  return problem('not-found', message, { hint: remedy(branch, listed) });
}

function remedy(branch: string, listed: string): string {
  const branches = namesIn(listed, 'heads');
  if (branches.length === 0) return 'It has no branches at all: push a commit.';
  const similar = nearest(branch, branches);
  if (similar !== null) return `Did you mean '${similar}'?`;
  const more = branches.length > NAMED ? ', …' : '';
  const known = `Its branches: ${branches.slice(0, NAMED).join(', ')}${more}.`;
  return namesIn(listed, 'tags').includes(branch)
    ? `'${branch}' is a tag: name a branch, or the full hash of a commit. ${known}`
    : known;
}

function namesIn(listed: string, kind: 'heads' | 'tags'): readonly string[] {
  return [...listed.matchAll(/^[0-9a-f]+\trefs\/(heads|tags)\/(.+)$/gm)].flatMap(([, found, name = '']) =>
    found === kind ? [name] : [],
  );
}
