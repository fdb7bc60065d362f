import { gunzipSync, gzipSync } from 'node:zlib';
import { present } from '../engine/assert.ts';
import { fromJson, type Json, toJson } from './json.ts';
import type { AttemptSnapshot } from './store.ts';

/** What an element of an array has for itself: what stands before and behind the text that all share, and its logs' paths. */
interface OwnScript {
  readonly before: string;
  readonly after: string;
  readonly outputPath: string;
  readonly errorPath: string;
}

type Together = [AttemptSnapshot, ...AttemptSnapshot[]];

/** The attempts of each submission; those of one stand together, in the order of its elements. */
export function arraysAmong(attempts: readonly AttemptSnapshot[]): readonly Together[] {
  const found: Together[] = [];
  for (const attempt of attempts) {
    const last = found.at(-1);
    const isSame = last?.[0].submission === attempt.submission && last[0].run === attempt.run;
    if (isSame) last.push(attempt);
    else found.push([attempt]);
  }
  return found;
}

/**
 * They are alike, so that little is left of them: the lengths of all texts as JSON, a line end, and the texts, without the
 * escaping that JSON would need for every line of them.
 */
export function packOwn(elements: readonly AttemptSnapshot[]): Uint8Array {
  const texts = elements.flatMap(({ script: { before, after }, outputPath, errorPath }) => [
    before,
    after,
    outputPath,
    errorPath,
  ]);
  const lengths = toJson({ lengths: texts.map((text) => text.length) });
  return gzipSync(`${lengths}\n${texts.join('')}`, { level: 1 });
}

/** Gives the parts of an element, from 0. Older versions packed JSON: a list of the texts of each element. */
export function unpackOwn(packed: Uint8Array): (element: number) => OwnScript {
  const text = gunzipSync(packed).toString();
  const texts = text.startsWith('[') ? fromJson<string[][]>(text as Json).flat() : cut(text);
  return (element) => {
    const [before, after, outputPath, errorPath] = texts.slice(element * PARTS, (element + 1) * PARTS);
    const missing = `the script of element ${element}`;
    return {
      before: present(before, missing),
      after: present(after, missing),
      outputPath: present(outputPath, missing),
      errorPath: present(errorPath, missing),
    };
  };
}

const PARTS = 4;

function cut(text: string): readonly string[] {
  let at = text.indexOf('\n') + 1;
  const { lengths } = fromJson<{ lengths: number[] }>(text.slice(0, at) as Json);
  return lengths.map((length) => {
    at += length;
    return text.slice(at - length, at);
  });
}
