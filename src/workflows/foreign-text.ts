import { type Problem, problem } from '../engine/problem.ts';
import { placeFinder } from '../text/places.ts';

/** Why a text cannot be a document in any form, before anybody reads it as JSON or YAML; null when it may be one. */
export function foreignTextFault(text: string, file: string): Problem | null {
  if (text.replace(/^\uFEFF/, '').trim() === '') {
    const hint = 'Write a list of tasks, or [] where there are none.';
    return problem('bad-document', `${file} is empty: a workflow document was expected`, { hint });
  }
  if (/^version https:\/\/git-lfs\.github\.com\/spec\//.test(text)) {
    const hint = 'Keep workflow documents out of LFS, in .gitattributes.';
    return problem('bad-document', `${file} is a pointer of Git LFS, and no document`, { hint });
  }
  return notUtf8(text, file);
}

/** What decoding puts in the place of bytes that are no UTF-8; UTF-16 has a NUL beside each letter. */
const LOST = /[\uFFFD\0]/;

/** A command or a name would be another one: that is worse than no run. */
export function notUtf8(text: string, file: string): Problem | null {
  const offset = text.search(LOST);
  if (offset === -1) return null;
  const message = `${file} is not text in UTF-8, or a character was lost before it came here`;
  const place = placeFinder(text, file)(offset);
  return problem('bad-document', message, { place, hint: 'Save the file as UTF-8.' });
}
