import { problem } from '../../src/engine/problem.ts';
import { failed, ok, type Result } from '../../src/engine/result.ts';
import type { SettingsFile } from '../../src/server/settings-file.ts';
import { NOON } from './pretended-world.ts';

/** A configuration file that is never written; a line with `fault` in it has one, a text with `conflict` is in one. */
export class PretendedSettings implements SettingsFile {
  readonly path = '/home/ada/scripthut.yaml';
  readonly saved: string[] = [];
  text = 'backends:\n  - type: local # <b>here</b>\n    name: here\n';

  async read() {
    return ok({ text: this.text, hash: `h${this.saved.length}` });
  }

  async check(text: string) {
    const lines = text.split('\n').flatMap((line, index) => (line.includes('fault') ? [index + 1] : []));
    const place = (line: number) => ({ file: 'scripthut.yaml', line, column: 3 });
    const faults = lines.map((line) =>
      problem('bad-configuration', 'name must be a text', { place: place(line) }),
    );
    return { faults, warnings: [problem('bad-configuration', 'backends[0].nam: unknown key')] };
  }

  async save(text: string): Promise<Result<void>> {
    if (text.includes('conflict')) return failed(problem('conflict', 'The file was changed meanwhile'));
    this.saved.push(text);
    this.text = text;
    return ok(undefined);
  }

  async reload(): Promise<Result<void>> {
    return ok(undefined);
  }

  async restart(): Promise<string | null> {
    this.saved.push('restart');
    return null;
  }

  state() {
    return {
      hash: `h${this.saved.length}`,
      since: NOON,
      sentences: ['New backend: there.'],
      needsRestart: false,
    };
  }
}
