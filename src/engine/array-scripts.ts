/** The scripts of an array's elements as they are sent and kept: packed once, for both. */
export interface ArrayScripts {
  /** What stands in every one of them. */
  readonly shared: string;
  /** Four texts of each element, in the order of the elements: see `OWN_TEXTS`. */
  readonly own: PackedTexts;
}

/** What an element has for itself: what stands before and behind the text that all share, and where its output goes. */
export const OWN_TEXTS = ['before', 'after', 'outputPath', 'errorPath'] as const;

/** Many texts that are much alike. */
export interface PackedTexts {
  /** In bytes of UTF-8. */
  readonly lengths: readonly number[];
  /** One behind the other, as a gzip file. Put behind another gzip file, both are one (RFC 1952, 2.2). */
  readonly packed: Uint8Array;
}
