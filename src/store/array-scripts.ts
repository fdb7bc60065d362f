import { gunzipSync, gzipSync } from 'node:zlib';
import { OWN_TEXTS, type PackedTexts } from '../engine/array-scripts.ts';
import { present } from '../engine/assert.ts';
import { fromJson, type Json, toJson } from './json.ts';

/** What an element of an array has for itself. */
type OwnScript = Readonly<Record<(typeof OWN_TEXTS)[number], string>>;

/** The lengths of all texts as JSON and a line end, and the texts as they were packed for the way to the scheduler. */
export function keepOwn({ lengths, packed }: PackedTexts): Uint8Array {
  return Buffer.concat([gzipSync(`${toJson({ bytes: lengths })}\n`, { level: 1 }), packed]);
}

/** Gives what an element has for itself, from 0. */
export function readOwn(kept: Uint8Array): (element: number) => OwnScript {
  const content = gunzipSync(kept);
  const texts = content[0] === LIST ? fromJson<string[][]>(content.toString() as Json).flat() : cut(content);
  return (element) => {
    const text = (name: (typeof OWN_TEXTS)[number]): string => {
      const at = element * OWN_TEXTS.length + OWN_TEXTS.indexOf(name);
      return present(texts[at], `the script of element ${element}`);
    };
    return {
      before: text('before'),
      after: text('after'),
      outputPath: text('outputPath'),
      errorPath: text('errorPath'),
    };
  };
}

/** Files of older versions: a JSON list of the texts of each element. */
const LIST = '['.charCodeAt(0);
const NEWLINE = '\n'.charCodeAt(0);

/** Of files of older versions too: there the lengths are those of JavaScript. */
interface Lengths {
  readonly bytes?: readonly number[];
  readonly lengths?: readonly number[];
}

function cut(content: Buffer): readonly string[] {
  const start = content.indexOf(NEWLINE) + 1;
  const { bytes, lengths = [] } = fromJson<Lengths>(content.toString('utf8', 0, start) as Json);
  const texts = bytes === undefined ? content.toString('utf8', start) : content.subarray(start);
  let at = 0;
  return (bytes ?? lengths).map((length) => {
    at += length;
    return texts.slice(at - length, at).toString();
  });
}
