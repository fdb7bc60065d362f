import { problem } from './problem.ts';
import { failed, ok, type Result } from './result.ts';

const MOST_LABELS = 20;
const LONGEST = 60;

/** The labels of a list with commas between them, as forms and addresses carry it. */
export function labelsFromText(text: string): readonly string[] {
  return text.split(',').filter((label) => label.trim() !== '');
}

/**
 * Words that people put on runs: each once, without blanks around them. No commas, because lists of them are written
 * with commas; no control characters. Code `bad-request`.
 */
export function checkLabels(given: readonly string[]): Result<readonly string[]> {
  const labels = [...new Set(given.map((label) => label.trim()))];
  const bad = labels.find((label) => !isLabel(label));
  if (bad !== undefined) {
    const hint = `A label has 1 to ${LONGEST} characters, without commas and control characters.`;
    return failed(problem('bad-request', `${JSON.stringify(bad)} cannot be a label`, { hint }));
  }
  if (labels.length > MOST_LABELS)
    return failed(
      problem('bad-request', `A run has at most ${MOST_LABELS} labels; these are ${labels.length}`),
    );
  return ok(labels.toSorted());
}

function isLabel(text: string): boolean {
  return text !== '' && text.length <= LONGEST && text.isWellFormed() && !/[,\p{Cc}]/u.test(text);
}
