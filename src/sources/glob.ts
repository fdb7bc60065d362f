import { compilePattern, isPattern } from '../engine/fnmatch.ts';

/** A pattern for the paths of files below a folder, as shells have it: `flows/*.json`. */
export interface Glob {
  /** As it was written. */
  readonly pattern: string;
  /** The folders in front that are no patterns, `''` or `.hut/workflows`: only what lies below can match. */
  readonly folder: string;
  /** For the last part of a path. */
  readonly name: string;
  /** How many parts a path below `folder` has; null when there is a `**`. */
  readonly depth: number | null;
  /** Whether a part behind `folder` begins with a dot. */
  readonly namesHidden: boolean;
  /** Whether a path, with slashes and relative, matches. */
  matches(path: string): boolean;
}

/**
 * `*`, `?` and sets match within one part of a path, `**` any number of parts, also none. With `hidden` they match names
 * that begin with a dot, too; without, only a dot that is written matches one, as in a shell.
 */
export function compileGlob(pattern: string, hidden: boolean): Glob {
  const written = pattern.split('/').filter((part) => part !== '' && part !== '.');
  // Behind the last slash stands the file's name: `flows/**` is every file below flows.
  const parts = written.at(-1) === '**' ? [...written, '*'] : written;
  const plain = parts.slice(0, -1).findIndex(isPattern);
  const fixed = plain === -1 ? parts.length - 1 : plain;
  const rest = parts.slice(fixed);
  const steps = parts.map((part) => stepOf(part, hidden));
  return {
    pattern,
    folder: parts.slice(0, fixed).join('/'),
    name: rest.at(-1) ?? '',
    depth: rest.includes('**') ? null : rest.length,
    namesHidden: rest.some(isHidden),
    matches: (path) => matchesParts(steps, path.split('/')),
  };
}

interface Step {
  /** A `**`: it takes any number of parts. */
  readonly isRepeated: boolean;
  readonly takes: (part: string) => boolean;
}

function stepOf(part: string, hidden: boolean): Step {
  const matches = compilePattern(part);
  const mayBeHidden = hidden || isHidden(part);
  return { isRepeated: part === '**', takes: (text) => (mayBeHidden || !isHidden(text)) && matches(text) };
}

function isHidden(part: string): boolean {
  return part.startsWith('.');
}

/** Goes on with the set of all steps that can have been reached, so that no pattern makes the time explode. */
function matchesParts(steps: readonly Step[], parts: readonly string[]): boolean {
  let reached = passOver(steps, new Set([0]));
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of reached) {
      const step = steps[at];
      if (step?.takes(part)) next.add(step.isRepeated ? at : at + 1);
    }
    reached = passOver(steps, next);
  }
  return reached.has(steps.length);
}

/** A `**` may also take nothing. */
function passOver(steps: readonly Step[], reached: Set<number>): Set<number> {
  for (const at of reached) {
    if (steps[at]?.isRepeated) reached.add(at + 1);
  }
  return reached;
}
