import type { TracedVariable, VariableOp } from '../engine/environment.ts';
import type { Prelude, Variable } from '../engine/task.ts';
import type { FlatRule } from './env-flatten.ts';

interface Entry {
  readonly value: string;
  /** Its value came from outside: a workflow's or a branch's name. */
  readonly isAutomatic: boolean;
  readonly ops: readonly VariableOp[];
}

/** `${NAME}`, and what a backslash in front keeps from being one. */
const REFERENCE = /\\[\s\S]|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** Means the same to a shell in quotes and without. */
const PLAIN = /^[A-Za-z0-9_@%+:,./-]*$/;
const OURS = 'SCRIPTHUT_';

/**
 * The variables of one task while they come about, step by step. A later value wins and keeps the place of the first.
 * Values have their double-quote meaning (`compat.md` 8.3).
 */
export class Evaluation {
  readonly preludes: Prelude[] = [];
  readonly warnings: string[] = [];
  readonly notes = new Set<string>();
  readonly #entries = new Map<string, Entry>();

  /** What ScriptHut says itself. It is text and no shell: a branch may be called `$(id)`. */
  tell(variables: readonly (readonly [string, string])[]): void {
    for (const [key, text] of variables) {
      this.#set(key, { source: 'automatic', op: 'set', contribution: literal(text) }, true);
    }
  }

  /** Values as they are written: `environments` and `env_vars` (`compat.md` 7.1), where the shell does the rest. */
  give(variables: Readonly<Record<string, string>>, source: string): void {
    for (const [key, contribution] of Object.entries(variables))
      this.#set(key, { source, op: 'set', contribution });
  }

  /** One rule, where its conditions hold now (`compat.md` 7.2): `set`, then `append`, then `init`. */
  apply(rule: FlatRule): void {
    if (!rule.guards.every((guard) => this.#holds(guard))) return;
    if (rule.warning !== '') this.warnings.push(rule.warning);
    const { source } = rule;
    for (const [key, text] of Object.entries(rule.set)) {
      if (this.#isOurs(key, source)) continue;
      this.#set(key, { source, op: 'set', contribution: this.#fillIn(text, `${key} of ${source}`) });
    }
    for (const [key, text] of Object.entries(rule.append)) {
      if (this.#isOurs(key, source)) continue;
      this.#append(key, { source, op: 'append', contribution: this.#fillIn(text, `${key} of ${source}`) });
    }
    if (rule.init !== '') this.#prelude(rule.init, `init of ${source}`);
  }

  variables(): TracedVariable[] {
    return Array.from(this.#entries, ([key, { value, ops }]) => ({ key, value, ops }));
  }

  #set(key: string, op: VariableOp, isAutomatic = false): void {
    const ops = [...(this.#entries.get(key)?.ops ?? []), op];
    this.#entries.set(key, { value: op.contribution, isAutomatic, ops });
  }

  /** Behind an empty value too there is no colon: in a list of folders, nothing before it means the current one. */
  #append(key: string, op: VariableOp): void {
    const before = this.#entries.get(key);
    if (before === undefined && key === 'PATH') {
      this.warnings.push(
        `${op.source} appends to PATH, which nothing has set: commands are then looked for in ${op.contribution} alone. Set it to "$PATH:${op.contribution}" to keep what the node has`,
      );
    }
    const value =
      before === undefined || before.value === '' ? op.contribution : `${before.value}:${op.contribution}`;
    this.#entries.set(key, { value, isAutomatic: false, ops: [...(before?.ops ?? []), op] });
  }

  #holds(guard: FlatRule['guards'][number]): boolean {
    return Object.entries(guard).every(([key, wanted]) => {
      const value = this.#entries.get(key)?.value;
      return wanted.some((each) => each === value || literal(each) === value);
    });
  }

  /** Conditions rest on these: a rule that changed one would give a later one another meaning. */
  #isOurs(key: string, source: string): boolean {
    if (!key.startsWith(OURS)) return false;
    this.warnings.push(
      `${source} cannot change ${key}: names that begin with ${OURS} are ScriptHut's own, and only env_vars and environments may give them other values`,
    );
    return true;
  }

  /**
   * A value is inserted as text, as if it stood there. Only what came from outside must stay data, also within `$(…)`:
   * unless it is plain, the name is left to the shell, which has its value by then.
   */
  #fillIn(text: string, where: string): string {
    return this.#replace(text, where, (entry) => !entry.isAutomatic || PLAIN.test(entry.value));
  }

  /**
   * Shell lines come before the exports. A plain value is inserted as text; any other one is exported in front and its
   * name left to the shell, so that no value can become a command.
   */
  #prelude(lines: string, where: string): void {
    const needed = new Map<string, Variable>();
    const text = this.#replace(lines, where, ({ value }, key) => {
      if (PLAIN.test(value)) return true;
      for (const automatic of this.#leftIn(value)) needed.set(automatic.key, automatic);
      needed.set(key, { key, value });
      return false;
    });
    this.preludes.push({ variables: [...needed.values()], text });
  }

  /** What a value from outside was left to the shell for. */
  #leftIn(value: string): Variable[] {
    return [...value.matchAll(REFERENCE)].flatMap(([, key = '']) => {
      const entry = this.#entries.get(key);
      return entry?.isAutomatic === true ? [{ key, value: entry.value }] : [];
    });
  }

  /** `asText` says whether a known value is inserted; what is not stays as it was written. */
  #replace(text: string, where: string, asText: (entry: Entry, key: string) => boolean): string {
    return text.replace(REFERENCE, (written, key: string | undefined) => {
      if (key === undefined) return written;
      const entry = this.#entries.get(key);
      if (entry !== undefined) return asText(entry, key) ? entry.value : written;
      this.notes.add(`${written} in ${where} is not set here: the shell of the node fills it in`);
      return written;
    });
  }
}

/** The text with the double-quote meaning that it has without quotes. */
function literal(text: string): string {
  return text.replace(/[\\$`]/g, '\\$&');
}
