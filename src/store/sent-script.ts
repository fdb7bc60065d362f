/** A script in three parts: what all elements of an array have in common is kept once, and is null where all is its own. */
export interface SentScript {
  readonly before: string;
  readonly shared: string | null;
  readonly after: string;
}

/** One that has nothing in common with others. */
export function ownScript(text: string): SentScript {
  return { before: text, shared: null, after: '' };
}
