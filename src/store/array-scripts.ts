import { gunzipSync, gzipSync } from 'node:zlib';
import { type ArrayScripts, ownTexts, type SharedTexts, type TEXTS } from '../engine/array-scripts.ts';
import { present } from '../engine/assert.ts';
import { fromJson, type Json, toJson } from './json.ts';

/** What was sent for an element. */
type SentTexts = Readonly<Record<(typeof TEXTS)[number], string>>;

/** What is kept of an array: the pieces that its scripts share, one behind the other, and a gzip file with everything else. */
export interface KeptArray {
  readonly text: string;
  readonly own: Uint8Array;
}

/** Stands on the first line of the file; behind it all own texts of all elements. */
interface Head {
  /** How long they are, in bytes. */
  readonly bytes: readonly number[];
  /** Of the shared pieces of the script, in characters of JavaScript. */
  readonly pieces: readonly number[];
  readonly paths: Pick<SharedTexts, 'outputPath' | 'errorPath'>;
}

/** The own texts stay packed as they were for the way to the scheduler. */
export function keepArray({ shared, own: { lengths, packed } }: ArrayScripts): KeptArray {
  const { script, ...paths } = shared;
  const head: Head = { bytes: lengths, pieces: script.map(({ length }) => length), paths };
  return {
    text: script.join(''),
    own: Buffer.concat([gzipSync(`${toJson(head)}\n`, { level: 1 }), packed]),
  };
}

/** Gives what was sent for an element, from 0. */
export function readArray(kept: KeptArray): (element: number) => SentTexts {
  const { shared, own } = unpack(kept);
  const each = ownTexts(shared);
  return (element) => {
    let at = element * each;
    const textOf = (name: (typeof TEXTS)[number]): string => {
      const [first = '', ...others] = shared[name];
      return others.reduce(
        (text, piece) => text + present(own[at++], `the script of element ${element}`) + piece,
        first,
      );
    };
    return { script: textOf('script'), outputPath: textOf('outputPath'), errorPath: textOf('errorPath') };
  };
}

interface Unpacked {
  readonly shared: SharedTexts;
  readonly own: readonly string[];
}

/** Files of older versions: a JSON list of the texts of each element. */
const LIST = '['.charCodeAt(0);
const NEWLINE = '\n'.charCodeAt(0);

/** Of files of older versions: lengths in characters of JavaScript, or no pieces. */
type OlderHead = Partial<Head> & { readonly lengths?: readonly number[] };

function unpack({ text, own }: KeptArray): Unpacked {
  const content = gunzipSync(own);
  // In older versions all shared one piece in the middle of the script, and nothing of the paths.
  const older = { script: ['', text, ''], outputPath: ['', ''], errorPath: ['', ''] };
  if (content[0] === LIST)
    return { shared: older, own: fromJson<string[][]>(content.toString() as Json).flat() };
  const start = content.indexOf(NEWLINE) + 1;
  const head = fromJson<OlderHead>(content.toString('utf8', 0, start) as Json);
  const { bytes, lengths = [], pieces, paths } = head;
  const shared =
    pieces === undefined || paths === undefined ? older : { script: cut(text, pieces), ...paths };
  const texts = content.subarray(start);
  return { shared, own: bytes === undefined ? cut(texts.toString(), lengths) : cutBytes(texts, bytes) };
}

function cut(text: string, lengths: readonly number[]): readonly string[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return text.slice(at - length, at);
  });
}

function cutBytes(bytes: Buffer, lengths: readonly number[]): readonly string[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return bytes.toString('utf8', at - length, at);
  });
}
