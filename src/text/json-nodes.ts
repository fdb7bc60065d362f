import { type Node, type ParseError, parseTree } from 'jsonc-parser';

/**
 * The text as nodes with their offsets, and what is wrong with it. Never throws: a text that is nested too deeply for
 * the parser yields no tree and no faults.
 */
export function parseNodes(text: string): {
  readonly root: Node | undefined;
  readonly errors: readonly ParseError[];
} {
  const errors: ParseError[] = [];
  try {
    return { root: parseTree(text, errors, { disallowComments: true, allowTrailingComma: false }), errors };
  } catch (error) {
    if (error instanceof RangeError) return { root: undefined, errors: [] };
    throw error;
  }
}
