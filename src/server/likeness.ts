import type { TaskId } from '../engine/ids.ts';
import type { TaskRow } from '../store/store.ts';
import { failureOf } from './failures.ts';

/** Failures that look alike. */
export interface LikeFailures {
  /** In one of them: `exit code 3`. */
  readonly words: string;
  /** What else is told of one of them: the scheduler's answer, the last line of its log; empty where nothing is. */
  readonly detail: string;
  readonly count: number;
  /** The first of the tasks, in document order. */
  readonly tasks: readonly TaskId[];
  /** Where they ran, the most frequent first; tasks that ran nowhere are not counted. */
  readonly nodes: readonly (readonly [node: string, count: number])[];
}

interface Gathered {
  readonly words: string;
  readonly detail: string;
  count: number;
  readonly tasks: TaskId[];
  readonly nodes: Map<string, number>;
}

/** A run of 100,000 tasks that failed is not a page of as many names. */
const MOST_NAMED = 200;
/** Of a text that differs in each failure there is no likeness to be found. */
const MOST_GROUPS = 500;

/**
 * Puts failures together whose words are the same but for numbers, addresses and the like. `lastLine` is what is known
 * of a task's log; empty where nothing is.
 */
export class Likeness {
  readonly #groups = new Map<string, Gathered>();
  readonly #lastLine: (row: TaskRow) => string;
  #leftOut = 0;

  constructor(lastLine: (row: TaskRow) => string = () => '') {
    this.#lastLine = lastLine;
  }

  add(row: TaskRow): void {
    const failure = failureOf(row.state, null);
    if (failure === null || row.state.is !== 'failed') return;
    const detail = [failure.detail, this.#lastLine(row)].filter((text) => text !== '').join(': ');
    const key = `${failure.words}\n${likeText(detail)}`;
    const group = this.#groups.get(key) ?? this.#begin(key, failure.words, detail);
    if (group === null) {
      this.#leftOut += 1;
      return;
    }
    group.count += 1;
    if (group.tasks.length < MOST_NAMED) group.tasks.push(row.task.id);
    const { node } = row.state;
    if (node !== '') group.nodes.set(node, (group.nodes.get(node) ?? 0) + 1);
  }

  /** The largest first. */
  groups(): LikeFailures[] {
    return [...this.#groups.values()]
      .map((group) => ({ ...group, nodes: [...group.nodes].sort((one, other) => other[1] - one[1]) }))
      .sort((one, other) => other.count - one.count);
  }

  /** Failures that had no room in any group. */
  get leftOut(): number {
    return this.#leftOut;
  }

  #begin(key: string, words: string, detail: string): Gathered | null {
    if (this.#groups.size >= MOST_GROUPS) return null;
    const group = { words, detail, count: 0, tasks: [], nodes: new Map<string, number>() };
    this.#groups.set(key, group);
    return group;
  }
}

/** What stays of a text when everything is taken out that differs from one task to the next. */
export function likeText(text: string): string {
  return text
    .replace(/0x[0-9a-f]+/gi, '0x…')
    .replace(/(?:\/[\w.+-]+){2,}/g, '/…')
    .replace(/\b[0-9a-f]{8,}\b/gi, '…')
    .replace(/\d+(?:[.:,]\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

/** The last line of a log that says something. */
export function lastLineOf(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  return (
    lines
      .findLast((line) => /[\p{L}\p{N}]/u.test(line))
      ?.trim()
      .slice(0, 300) ?? ''
  );
}
