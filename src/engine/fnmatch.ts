/** One step of a pattern: any text, or one character that a test accepts. */
type Step = 'any text' | ((character: string) => boolean);

/** Whether a dependency is a pattern and not an id (`compat.md` 4). */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * Shell-style matching in the sense of Python's `fnmatch.fnmatchcase`: `*` is any text, dots and slashes included, `?`
 * one character, `[ab]`, `[!ab]` and `[a-z]` one of a set; a `[` that nothing closes is itself; nothing can be escaped.
 * The time is at most pattern length times text length: no pattern makes it explode.
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const steps = readSteps(Array.from(pattern));
  return (text) => matches(steps, Array.from(text));
}

function readSteps(pattern: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let position = 0;
  while (position < pattern.length) {
    const character = pattern[position];
    const end = character === '[' ? endOfSet(pattern, position) : -1;
    if (character === '*') steps.push('any text');
    else if (character === '?') steps.push(() => true);
    else if (end !== -1) steps.push(readSet(pattern.slice(position + 1, end)));
    else steps.push((other) => other === character);
    position = end === -1 ? position + 1 : end + 1;
  }
  return steps;
}

/** The position of the closing bracket, or -1. One that comes first in the set is a member. */
function endOfSet(pattern: readonly string[], open: number): number {
  const first = open + (pattern[open + 1] === '!' ? 2 : 1);
  return pattern.indexOf(']', first + 1);
}

function readSet(content: readonly string[]): Step {
  const negated = content[0] === '!';
  const members = negated ? content.slice(1) : content;
  const ranges: (readonly [number, number])[] = [];
  let position = 0;
  while (position < members.length) {
    const isRange = members[position + 1] === '-' && position + 2 < members.length;
    ranges.push([codePoint(members[position]), codePoint(members[isRange ? position + 2 : position])]);
    position += isRange ? 3 : 1;
  }
  return (character) => {
    const code = codePoint(character);
    return ranges.some(([from, to]) => from <= code && code <= to) !== negated;
  };
}

/** Goes on greedily, and returns only to the last `*`, which is always enough. */
function matches(steps: readonly Step[], text: readonly string[]): boolean {
  let [step, position] = [0, 0];
  let [afterStar, resume] = [-1, 0];
  while (position < text.length) {
    const current = steps[step];
    if (current === 'any text') {
      step += 1;
      [afterStar, resume] = [step, position];
    } else if (current?.(text[position] ?? '')) {
      step += 1;
      position += 1;
    } else if (afterStar !== -1) {
      resume += 1;
      [step, position] = [afterStar, resume];
    } else {
      return false;
    }
  }
  return steps.slice(step).every((rest) => rest === 'any text');
}

function codePoint(character: string | undefined): number {
  return character?.codePointAt(0) ?? -1;
}
