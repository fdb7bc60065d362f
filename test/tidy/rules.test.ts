import { describe, expect, it } from 'vitest';
import { impureNames, longFiles, longFunctions, reminders, silencedTests, usesOfAny } from './code-rules.ts';
import {
  familiesThatKnowEachOther,
  filesNobodyImports,
  forbiddenImports,
  forbiddenPackages,
  importCircles,
  importsOfTests,
} from './import-rules.ts';
import { parseSource } from './source-file.ts';
import { foreignStyles, shellQuoting, unsafePages } from './text-rules.ts';

const file = (path: string, text: string) => parseSource(path, text);
const lines = (count: number) => 'x();\n'.repeat(count);
// In two parts, so that the rules do not find this file.
const reminder = `// ${'TO'}DO later`;

describe('the rules about imports see', () => {
  const house = {
    engine: { imports: [] },
    config: { imports: ['engine', 'backends/*settings.ts'] },
    wire: { imports: [], types: ['engine'] },
    cli: { imports: ['*'] },
  };
  const allowed = (path: string, text: string) => forbiddenImports([file(path, text)], house).length === 0;

  it.each([
    ["import { a } from '../store/a.ts';"],
    ["import type { a } from '../store/a.ts';"],
    ["export { a } from '../store/a.ts';"],
    ["export * from '../store/a.ts';"],
    ["const a = await import('../store/a.ts');"],
    ["type A = import('../store/a.ts').A;"],
    ["import '../store/a.ts';"],
  ])('every form of an import: %s', (text) => {
    expect(allowed('src/engine/b.ts', text)).toBe(false);
    expect(allowed('src/cli/b.ts', text)).toBe(true);
  });

  it('that types may come from where values may not', () => {
    expect(allowed('src/wire/b.ts', "import type { A } from '../engine/a.ts';")).toBe(true);
    expect(allowed('src/wire/b.ts', "import { type A, type B } from '../engine/a.ts';")).toBe(true);
    expect(allowed('src/wire/b.ts', "import { type A, b } from '../engine/a.ts';")).toBe(false);
    expect(allowed('src/wire/b.ts', "import { b } from '../engine/a.ts';")).toBe(false);
  });

  it('that a room may be open for one kind of file', () => {
    expect(allowed('src/config/b.ts', "import { s } from '../backends/slurm/settings.ts';")).toBe(true);
    expect(allowed('src/config/b.ts', "import { s } from '../backends/slurm/parse.ts';")).toBe(false);
  });

  it('unknown rooms, and leave tests alone', () => {
    expect(allowed('src/attic/b.ts', '')).toBe(false);
    expect(allowed('src/engine/b.test.ts', "import { a } from '../store/a.ts';")).toBe(true);
  });

  it('families that know each other', () => {
    const found = (text: string) =>
      familiesThatKnowEachOther([file('src/backends/slurm/a.ts', text)], 'backends');
    expect(found("import { b } from '../pbs/b.ts';")).toHaveLength(1);
    expect(found("import { b } from '../job-script.ts'; import { c } from './c.ts';")).toEqual([]);
  });

  it('a circle once, however long', () => {
    const ring = ['a', 'b', 'c'].map((name, index) =>
      file(`src/engine/${name}.ts`, `import type { x } from './${['b', 'c', 'a'][index]}.ts';`),
    );
    expect(importCircles(ring)).toHaveLength(1);
    expect(importCircles(ring.slice(0, 2))).toEqual([]);
  });

  it('files that only a test imports', () => {
    const files = [
      file('src/cli/main.ts', "import '../engine/used.ts';"),
      file('src/engine/used.ts', ''),
      file('src/engine/lonely.ts', ''),
      file('src/engine/lonely.test.ts', "import './lonely.ts';"),
    ];
    expect(filesNobodyImports(files, ['src/cli/main.ts'])).toEqual([expect.stringContaining('lonely.ts')]);
  });

  it('a program that imports what only tests may', () => {
    const imports = (text: string) => importsOfTests([file('src/cli/a.ts', text)]);
    expect(imports("import { a } from './testing.ts';")).toHaveLength(1);
    expect(imports("import { a } from '../store/store.testdata.ts';")).toHaveLength(1);
    expect(imports("import { a } from '../../test/tidy.test.ts';")).toHaveLength(1);
    expect(imports("import { a } from './latest.ts'; import b from '../../package.json';")).toEqual([]);
  });

  it('packages by their room', () => {
    const files = [file('src/engine/a.ts', "import { readFile } from 'node:fs/promises';")];
    expect(forbiddenPackages(files, () => 'no')).toHaveLength(1);
    expect(forbiddenPackages(files, () => null)).toEqual([]);
  });
});

describe('the rules about length see', () => {
  it('a file of more than 300 lines', () => {
    expect(longFiles([file('src/a.ts', lines(300))])).toEqual([]);
    expect(longFiles([file('src/a.ts', lines(301))])).toHaveLength(1);
  });

  it.each([
    ['function f() {\n', '}'],
    ['const f = () => {\n', '};'],
    ['class A { f() {\n', '} }'],
    ['const o = { f() {\n', '} };'],
    ['export const f = async function* () {\n', '};'],
    ["const text = '}'; call((a: string): a is 'x' => {\n", '});'],
  ])('a long function: %s', (start, end) => {
    expect(longFunctions([file('src/a.ts', start + lines(48) + end)])).toEqual([]);
    expect(longFunctions([file('src/a.ts', start + lines(49) + end)])).toHaveLength(1);
  });

  it('a suite without the tests in it, and each test by itself', () => {
    const test = (count: number) => `it.each([1])('x', () => {\n${lines(count)}});\n`;
    const suite = (...tests: string[]) =>
      `export function suite() {\n describe('x', () => {\n${tests.join('')}});\n}`;
    expect(longFunctions([file('test/a.ts', suite(test(40), test(40)))])).toEqual([]);
    expect(longFunctions([file('test/a.ts', suite(test(40), test(60)))])).toEqual([
      expect.stringContaining('a.ts:45'),
    ]);
    expect(longFunctions([file('test/a.ts', suite(lines(60), test(1)))])).not.toEqual([]);
  });
});

describe('the rules about code see', () => {
  it.each([
    ['Date.now()'],
    ['new Date()'],
    ['Date()'],
    ['Math.random()'],
    ['performance.now()'],
    ['setTimeout(f, 1)'],
    ['process.env'],
    ['use({ process })'],
    ['fetch(address)'],
  ])('what is not pure: %s', (text) => {
    expect(impureNames([file('src/engine/a.ts', text)])).toHaveLength(1);
  });

  it.each([['new Date(at)'], ['task.process'], ['({ process: 1 })'], ['Math.max(1, 2)'], ["'Date.now()'"]])(
    'what is pure: %s',
    (text) => {
      expect(impureNames([file('src/engine/a.ts', text)])).toEqual([]);
    },
  );

  it('any, reminders and silenced tests', () => {
    expect(usesOfAny([file('src/a.ts', 'const any = 1; function f(a: any[]) {} // any')])).toHaveLength(1);
    expect(reminders([file('src/a.ts', reminder)])).toHaveLength(1);
    expect(reminders([file('src/a.ts', 'run(`mktemp /tmp/x.XXXXXX`)')])).toEqual([]);
    expect(silencedTests([file('src/a.test.ts', "it.only('x', f)")])).toHaveLength(1);
    expect(silencedTests([file('src/a.test.ts', "describe.skip('x', f)")])).toHaveLength(1);
    expect(
      silencedTests([file('src/a.test.ts', "// Slurm 22 has no such option.\nit.skip('x', f)")]),
    ).toEqual([]);
    expect(silencedTests([file('src/a.test.ts', "stream.skip(3); it.skipIf(a)('x', f)")])).toEqual([]);
  });

  it('a second quoting function', () => {
    const files = [file('src/backends/a.ts', String.raw`text.replaceAll("'", "'\\''")`)];
    expect(shellQuoting(files, 'src/transport/quote.ts')).toHaveLength(1);
    expect(shellQuoting(files, 'src/backends/a.ts')).toEqual([]);
  });
});

describe('the rules about pages see', () => {
  const faults = (text: string) => unsafePages([file('src/server/a.tsx', text)], 'src/server/raw.ts');

  it.each([
    ['<script>{code}</script>'],
    ['<script>let a = 1</script>'],
    ['<div onclick="f()" />'],
    ['<div dangerouslySetInnerHTML={x} />'],
    ['<p>{raw(text)}</p>'],
    ['<link rel="stylesheet" href="https://fonts.example.org/a.css" />'],
    ['<script src="//cdn.example.org/a.js"></script>'],
    ['html`<script>f()</script>`'],
    ['html`<img src="https://example.org/a.png">`'],
  ])('a fault: %s', (text) => {
    expect(faults(text)).not.toEqual([]);
  });

  it.each([
    ['<script src="/assets/main.js" type="module"></script>'],
    ['<a href="https://slurm.schedmd.com">manual</a>'],
    ['<button hx-get="/runs">one</button>'],
    ['html`<script src="/assets/main.js"></script>`'],
  ])('no fault: %s', (text) => {
    expect(faults(text)).toEqual([]);
  });

  it('style sheets that load from elsewhere', () => {
    const found = (text: string) => foreignStyles([{ path: 'a.css', text }]);
    expect(found("@import 'https://example.org/a.css';")).toHaveLength(1);
    expect(found('a { background: url(//example.org/a.png) }')).toHaveLength(1);
    expect(found('a { background: url(/assets/a.svg) }')).toEqual([]);
  });
});
