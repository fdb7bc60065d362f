/**
 * The long form of `qstat -f`, `qstat -Q -f` and `qstat -B -f`: for each job, queue or server a line with its name, then
 * `    name = value` for each attribute, then an empty line. Values are folded at 80 columns wherever that falls, with a
 * newline and a tab (or eight blanks, where a wrapper or a terminal has made them of it), and may hold newlines of their
 * own. It is the one form that all releases and both families have, that answers for all ids, keeps every value as it is
 * and is not spoiled by one odd job.
 */
export interface Attribute {
  readonly name: string;
  readonly value: string;
}

export interface Block {
  /** `7.pbshead`, `workq` */
  readonly id: string;
  readonly attributes: readonly Attribute[];
  /** Whether it stands there from its first line to the empty line behind it. */
  readonly isWhole: boolean;
}

const ATTRIBUTE = /^ {4}([A-Za-z_][\w.-]*) = ?(.*)$/s;
const FOLD = /\n(?:\t| {8})/g;

/** Reads blocks with this title: `Job Id`, `Queue`, `Server`. Lines in front of the first are passed over. */
export function parseBlocks(text: string, title: string): readonly Block[] {
  const blocks: { id: string; attributes: { name: string; value: string }[]; isWhole: boolean }[] = [];
  let before = '';
  for (const line of text.replace(/\r+\n/g, '\n').replace(FOLD, '').replace(/\n$/, '').split('\n')) {
    const block = blocks.at(-1);
    const id = before === '' || block === undefined ? titled(line, title) : null;
    const attribute = ATTRIBUTE.exec(line);
    if (id !== null) {
      blocks.push({ id, attributes: [], isWhole: true });
    } else if (block !== undefined && attribute !== null) {
      block.attributes.push({ name: attribute[1] ?? '', value: attribute[2] ?? '' });
    } else if (block !== undefined) {
      const last = block.attributes.at(-1);
      if (last === undefined) block.isWhole = false;
      else last.value += `\n${line}`;
    }
    before = line;
  }
  for (const block of blocks) {
    const last = block.attributes.at(-1);
    block.isWhole &&= last?.value.endsWith('\n') === true;
    if (last !== undefined) last.value = last.value.replace(/\n+$/, '');
  }
  return blocks;
}

function titled(line: string, title: string): string | null {
  if (!line.startsWith(`${title}: `)) return null;
  const id = line.slice(title.length + 2).trim();
  return /^\S+$/.test(id) ? id : null;
}

/** The first value of each attribute. */
export function valuesOf(attributes: readonly Attribute[]): ReadonlyMap<string, string> {
  return new Map(attributes.toReversed().map(({ name, value }) => [name, value]));
}
