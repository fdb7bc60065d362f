import type { TextPath } from '../../text/written-text.ts';
import { isGroup } from '../subject.ts';

/** `${{ matrix.lr }}`; what stands behind `matrix` is looked at apart. Other `${{ … }}` are not ours. */
const PLACEHOLDER = /\$\{\{\s*matrix\b([^{}]{0,200})\}\}/g;
const PARAMETER = /^\.([A-Za-z_][A-Za-z0-9_-]*)\s*$/;
/** Nothing of a task is nested more deeply. */
const DEEPEST = 16;

export interface Placeholder {
  /** As it stands there. */
  readonly text: string;
  /** Null when it is no name. */
  readonly name: string | null;
}

export interface PlacedText {
  readonly text: string;
  readonly path: TextPath;
}

export function placeholdersIn(text: string): readonly Placeholder[] {
  return Array.from(text.matchAll(PLACEHOLDER), ([whole, rest]) => ({ text: whole, name: nameIn(rest) }));
}

/** All texts of a value, however deep within lists and groups. Keys are not among them. */
export function textsOf(value: unknown, path: TextPath = []): readonly PlacedText[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (path.length >= DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((member, index) => textsOf(member, [...path, index]));
  if (!isGroup(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => textsOf(member, [...path, key]));
}

/** The same value with the placeholders replaced; a parameter that has no value becomes an empty text. */
export function fillIn(value: unknown, values: ReadonlyMap<string, string>, depth = 0): unknown {
  if (typeof value === 'string') return fillText(value, values);
  if (depth >= DEEPEST) return value;
  if (Array.isArray(value)) return value.map((member) => fillIn(member, values, depth + 1));
  if (!isGroup(value)) return value;
  const filled = Object.entries(value).map(([key, member]) => [key, fillIn(member, values, depth + 1)]);
  return Object.fromEntries(filled);
}

export function fillText(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (_, rest: string) => values.get(nameIn(rest) ?? '') ?? '');
}

function nameIn(rest: string | undefined): string | null {
  return PARAMETER.exec(rest ?? '')?.[1] ?? null;
}
