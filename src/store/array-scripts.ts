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

/** They are alike, so that little is left of them. */
export function packOwn(elements: readonly AttemptSnapshot[]): Uint8Array {
  const own = elements.map(({ script: { before, after }, outputPath, errorPath }) => [
    before,
    after,
    outputPath,
    errorPath,
  ]);
  return gzipSync(toJson(own), { level: 1 });
}

/** Gives the parts of an element, from 0. */
export function unpackOwn(packed: Uint8Array): (element: number) => OwnScript {
  const own = fromJson<[string, string, string, string][]>(gunzipSync(packed).toString() as Json);
  return (element) => {
    const [before, after, outputPath, errorPath] = present(own[element], `the script of element ${element}`);
    return { before, after, outputPath, errorPath };
  };
}
