/** The log file `scripthut_<run>_<id>.out` must stay below the 255 bytes that file systems allow for a name. */
const MOST_BYTES = 200;

/**
 * Why this cannot be a task's id, or null when it can. Ids are parts of file names and addresses, and are printed on
 * one line; so anything goes but what would break these. Dots make groups (`compat.md` 3.2).
 */
export function idFault(id: string): string | null {
  if (id.trim() === '') return 'is empty: it must be text such as "sim.1"';
  if (/[/\\]/.test(id)) return "holds a slash, which cannot be part of a log file's name: use dots or dashes";
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(id)) return 'holds a line break or another control character';
  if (id !== id.trim()) return 'begins or ends with a blank';
  // At most three bytes for each UTF-16 unit: short ids need no counting.
  const bytes = id.length * 3 <= MOST_BYTES ? 0 : utf8Length(id);
  return bytes > MOST_BYTES
    ? `has ${bytes} bytes, and at most ${MOST_BYTES} fit into a log file's name`
    : null;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
