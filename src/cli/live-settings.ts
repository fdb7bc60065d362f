import { homedir } from 'node:os';
import { basename } from 'node:path';
import { checkText } from '../config/load.ts';
import { maskSecrets, unmaskSecrets } from '../config/mask-secrets.ts';
import type { Configuration } from '../config/schema.ts';
import { listFaults } from '../engine/faults.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type {
  CheckedSettings,
  SettingsFile,
  SettingsState,
  WrittenSettings,
} from '../server/settings-file.ts';
import type { FoundConfiguration } from './configuration.ts';
import { hashOf, readTextFile, replaceTextFile } from './written-settings.ts';

export interface LiveSettingsOptions {
  /** Absolute. */
  readonly path: string;
  /** What the server was started with. */
  readonly found: FoundConfiguration;
  /** What people should know that it did not do; it is then not by the file. */
  readonly told: readonly string[];
  /** Looks for the configuration once more. */
  readonly again: () => Promise<Result<FoundConfiguration>>;
  /** Goes by it; gives back what that changed, in sentences. */
  readonly apply: (before: Configuration, after: Configuration) => Promise<readonly string[]>;
  readonly restart: () => void;
  /** Where a server with that configuration answers; null where it is the same place as now. */
  readonly addressOf: (configuration: Configuration) => string | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The configuration's file while the server goes by it. One change is made after the other. */
export class LiveSettings implements SettingsFile {
  readonly path: string;
  readonly #options: LiveSettingsOptions;
  #found: FoundConfiguration;
  #state: SettingsState;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(options: LiveSettingsOptions, hash: string | null) {
    this.path = options.path;
    this.#options = options;
    this.#found = options.found;
    const needsRestart = options.found.faults.length > 0;
    this.#state = { hash, since: options.now(), sentences: options.told, needsRestart };
  }

  static async open(options: LiveSettingsOptions): Promise<LiveSettings> {
    const isByFile = options.found.file === options.path && options.told.length === 0;
    const text = isByFile ? await readTextFile(options.path) : ok(null);
    return new LiveSettings(options, text.ok && text.value !== null ? hashOf(text.value) : null);
  }

  /** What is gone by, with what was wrong with it at the start. */
  get found(): FoundConfiguration {
    return this.#found;
  }

  state(): SettingsState {
    return this.#state;
  }

  async read(): Promise<Result<WrittenSettings>> {
    const text = await readTextFile(this.path);
    return text.ok ? ok({ text: maskSecrets(text.value ?? '').text, hash: hashOf(text.value) }) : text;
  }

  async check(text: string): Promise<CheckedSettings> {
    const written = await readTextFile(this.path);
    return written.ok
      ? this.#check(unmask(text, written.value))
      : { faults: [written.problem], warnings: [] };
  }

  save(text: string, basedOn: string | null): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const written = await readTextFile(this.path);
      if (!written.ok) return written;
      if (basedOn !== null && basedOn !== hashOf(written.value)) return failed(changedMeanwhile(this.path));
      const whole = unmask(text, written.value);
      const { faults } = this.#check(whole);
      if (faults.length > 0) {
        const message = `${basename(this.path)} would have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}`;
        return failed(problem('bad-configuration', message, { faults, hint: 'Nothing was saved.' }));
      }
      const saved = await replaceTextFile(this.path, whole, this.#options.now());
      return saved.ok && !this.#state.needsRestart ? this.#apply() : saved;
    });
  }

  reload(): Promise<Result<void>> {
    return this.#inTurn(() => this.#apply());
  }

  async restart(): Promise<string | null> {
    const { restart, again, addressOf } = this.#options;
    const next = await again();
    restart();
    return next.ok && next.value.faults.length === 0 ? addressOf(next.value.configuration) : null;
  }

  #check(text: string): CheckedSettings {
    const read = checkText(text, basename(this.path), { cwd: process.cwd(), home: homedir() });
    if (!read.ok) return { faults: listFaults(read.problem), warnings: [] };
    return { faults: [], warnings: read.value.warnings.map((words) => problem('bad-configuration', words)) };
  }

  /** A faulty file changes nothing: what was gone by before is gone by still. */
  async #apply(): Promise<Result<void>> {
    if (this.#state.needsRestart) {
      const hint = 'It was started without a configuration that it could use, and has no state.';
      return failed(problem('conflict', 'ScriptHut must begin anew to take this up', { hint }));
    }
    const found = await this.#options.again();
    if (!found.ok) return found;
    const { faults, file } = found.value;
    if (faults.length > 0) {
      const hint = 'What was in use before is in use still.';
      return failed(problem('bad-configuration', `${file} cannot be used`, { faults, hint }));
    }
    const text = file === null ? ok(null) : await readTextFile(file);
    const sentences = await this.#options.apply(this.#found.configuration, found.value.configuration);
    this.#found = found.value;
    const hash = text.ok && text.value !== null ? hashOf(text.value) : null;
    this.#state = { hash, since: this.#options.now(), sentences, needsRestart: false };
    return ok(undefined);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** The marks stand for the secrets of the file as it is. */
function unmask(text: string, written: string | null): string {
  return unmaskSecrets(text.replaceAll('\r\n', '\n'), maskSecrets(written ?? '').secrets);
}

function changedMeanwhile(path: string) {
  return problem('conflict', `${basename(path)} was changed since this page read it`, {
    hint: 'Both texts are kept: below is yours, and the file as it is now. Nothing was saved.',
  });
}
