import type { Node } from 'jsonc-parser';
import { type Problem, problem } from '../engine/problem.ts';
import { parseNodes } from './json-nodes.ts';
import { placeFinder } from './places.ts';

/**
 * A fault for each key that stands twice in one group. `JSON.parse` keeps the last one without a word, so `value` has
 * fewer keys than the text when there are any: they are looked for only then, because that takes ten times as long.
 */
export function repeatedKeys(text: string, value: unknown, file: string): readonly Problem[] {
  if (countWrittenKeys(text) === countKeys(value)) return [];
  const { root } = parseNodes(text);
  if (root === undefined) return [problem('bad-document', `${file} has the same key twice in one group`)];
  const placeAt = placeFinder(text, file);
  return findRepeated(root).map(({ first, second }) => {
    const message = `The key ${JSON.stringify(second.value)} stands here twice: the first is on line ${placeAt(first.offset).line}`;
    return problem('bad-document', message, { place: placeAt(second.offset), hint: 'Keep one of them.' });
  });
}

/** Each key has a colon behind it, and no other colon stands outside of quotes. */
function countWrittenKeys(text: string): number {
  let count = 0;
  let isQuoted = false;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text[offset];
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === ':') count += 1;
    else if (isQuoted && character === '\\') offset += 1;
  }
  return count;
}

/** Not recursive: JSON may be nested more deeply than calls may. */
function countKeys(value: unknown): number {
  let count = 0;
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    const members: unknown[] = Object.values(next);
    if (!Array.isArray(next)) count += members.length;
    for (const member of members) if (typeof member === 'object') left.push(member);
  }
  return count;
}

interface Repeated {
  readonly first: Node;
  readonly second: Node;
}

function findRepeated(root: Node): readonly Repeated[] {
  const found: Repeated[] = [];
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    const seen = new Map<unknown, Node>();
    for (const child of node.children ?? []) {
      const [key] = child.type === 'property' ? (child.children ?? []) : [];
      const first = key === undefined ? undefined : seen.get(key.value);
      if (key !== undefined && first !== undefined) found.push({ first, second: key });
      else if (key !== undefined) seen.set(key.value, key);
      left.push(child);
    }
  }
  return found;
}
