/** The scripts of an array's elements as they are sent and kept: packed once, for both. */
export interface ArrayScripts {
  readonly shared: SharedTexts;
  /** Of each element its own texts in the order of `TEXTS`, one for each gap; the elements in their order. */
  readonly own: PackedTexts;
}

/** What an element consists of: its script, and where its output goes. */
export const TEXTS = ['script', 'outputPath', 'errorPath'] as const;

/** What all elements have in common of each text: between two of these pieces, each element has a piece of its own. */
export type SharedTexts = Readonly<Record<(typeof TEXTS)[number], readonly string[]>>;

/** Many texts that are much alike. */
export interface PackedTexts {
  /** In bytes of UTF-8. */
  readonly lengths: readonly number[];
  /** One behind the other, as a gzip file. Put behind another gzip file, both are one (RFC 1952, 2.2). */
  readonly packed: Uint8Array;
}

/** How many texts each element has for itself. */
export function ownTexts(shared: SharedTexts): number {
  return TEXTS.reduce((sum, name) => sum + shared[name].length - 1, 0);
}
