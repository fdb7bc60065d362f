import { gzipSync } from 'node:zlib';
import type { ArrayScripts, PackedTexts } from '../engine/array-scripts.ts';
import type { JobScript } from './backend.ts';
import { commonEnds } from './common-text.ts';

/** Of jobs that ask for the same: their scripts are much alike. */
export function packScripts(scripts: readonly JobScript[]): ArrayScripts {
  const script = compare(scripts.map(({ parts }) => parts));
  const outputPath = compare(scripts.map((each) => [each.outputPath]));
  const errorPath = compare(scripts.map((each) => [each.errorPath]));
  const gaps = [...script.own, ...outputPath.own, ...errorPath.own];
  const texts: string[] = [];
  for (const element of scripts.keys()) for (const gap of gaps) texts.push(gap[element] ?? '');
  return {
    shared: { script: script.shared, outputPath: outputPath.shared, errorPath: errorPath.shared },
    own: packTexts(texts),
  };
}

/** What texts have in common, and for each gap between two such pieces what each text has there. */
interface Compared {
  readonly shared: readonly string[];
  readonly own: readonly (readonly string[])[];
}

/** Each text is given in parts, which are compared with those at the same place of the others. */
function compare(texts: readonly (readonly string[])[]): Compared {
  const [first = []] = texts;
  // Cut in another way, they can only be compared as they are.
  if (texts.some(({ length }) => length !== first.length))
    return compare(texts.map((parts) => [parts.join('')]));
  const shared: string[] = [];
  const own: (readonly string[])[] = [];
  let piece = '';
  for (const [at, part] of first.entries()) {
    if (texts.every((parts) => parts[at] === part)) {
      piece += part;
      continue;
    }
    const parts = texts.map((each) => each[at] ?? '');
    const [start, end] = commonEnds(parts);
    shared.push(piece + start);
    own.push(parts.map((each) => each.slice(start.length, each.length - end.length)));
    piece = end;
  }
  return { shared: [...shared, piece], own };
}

function packTexts(texts: readonly string[]): PackedTexts {
  const joined = texts.join('');
  const bytes = Buffer.from(joined);
  // All of it is ASCII, as mostly: each character is one byte.
  if (bytes.length === joined.length)
    return { lengths: texts.map(({ length }) => length), packed: gzipped(bytes) };
  const each = texts.map((text) => Buffer.from(text));
  return { lengths: each.map(({ length }) => length), packed: gzipped(Buffer.concat(each)) };
}

/** Texts that are so much alike are hardly smaller for more work. */
export function gzipped(content: string | Buffer): Buffer {
  return gzipSync(content, { level: 1 });
}
