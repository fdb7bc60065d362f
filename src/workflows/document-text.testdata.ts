import fc from 'fast-check';

/** What can stand as itself in a document: U+FFFD and NUL are marks there of what was lost on the way (`foreign-text.ts`). */
export const documentText = fc.string({ unit: 'grapheme' }).filter((text) => !/[\uFFFD\0]/.test(text));
