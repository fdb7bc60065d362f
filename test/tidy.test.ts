import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  impureNames,
  longFiles,
  longFunctions,
  reminders,
  silencedTests,
  usesOfAny,
} from './tidy/code-rules.ts';
import {
  familiesThatKnowEachOther,
  filesNobodyImports,
  forbiddenImports,
  forbiddenPackages,
  importCircles,
  importsOfTests,
  type Room,
  roomOf,
} from './tidy/import-rules.ts';
import { isTest, readSourceFiles } from './tidy/source-file.ts';
import { foreignStyles, shellQuoting, unsafePages } from './tidy/text-rules.ts';

/** The house (ARCHITECTURE.md): who may import whom. There is no list of exceptions. */
const house: Readonly<Record<string, Room>> = {
  engine: { imports: [] },
  text: { imports: ['engine'] },
  workflows: { imports: ['engine', 'text'] },
  transport: { imports: ['engine'] },
  backends: { imports: ['engine', 'transport'] },
  sources: { imports: ['engine', 'transport'] },
  store: { imports: ['engine'] },
  pricing: { imports: ['engine'] },
  notices: { imports: ['engine'] },
  config: {
    imports: ['engine', 'text', 'backends/*settings.ts', 'sources/*settings.ts', 'notices/*settings.ts'],
  },
  conductor: {
    imports: ['engine', 'workflows', 'sources', 'backends', 'store'],
    types: ['transport', 'notices'],
  },
  wire: { imports: [], types: ['engine'] },
  server: { imports: ['engine', 'wire', 'store', 'conductor'] },
  browser: { imports: [], types: ['wire'] },
  cli: { imports: ['*'] },
};

/** The same question gets the same answer, always: no clock, no chance, no process, no file, no network. */
const pureRooms = ['engine', 'text', 'workflows', 'wire'];
const entryPoints = ['src/cli/main.ts', 'src/browser/main.ts', 'src/browser/live-worker.ts'];
const quotingFile = 'src/transport/quote.ts';
const rawHtmlFile = 'src/server/parts/raw-html.ts';

const root = join(import.meta.dirname, '..');
const all = readSourceFiles(root, ['src', 'test', 'scripts']);
const source = all.filter(({ path }) => path.startsWith('src/'));
const program = source.filter(({ path }) => !isTest(path));

function packageFault(path: string, name: string): string | null {
  const room = roomOf(path);
  if (room === 'engine') return 'engine imports nothing';
  if (pureRooms.includes(room) && name.startsWith('node:'))
    return 'a pure room gets what it needs as an argument';
  if (name === 'node:child_process' && room !== 'transport')
    return 'commands are run by a Host of src/transport';
  if (name === 'node:sqlite' && path !== 'src/store/database.ts')
    return 'only src/store/database.ts opens the state file';
  return null;
}

describe('the house', () => {
  it('has imports only where the table allows them', () => {
    expect(forbiddenImports(source, house)).toEqual([]);
  });
  it('has backends that do not know each other', () => {
    expect(familiesThatKnowEachOther(source, 'backends')).toEqual([]);
  });
  it('has packages and modules of Node only in their rooms', () => {
    expect(forbiddenPackages(source, packageFault)).toEqual([]);
  });
  it('has no import circle', () => {
    expect(importCircles(all)).toEqual([]);
  });
  it('has no file that nobody imports', () => {
    expect(filesNobodyImports(all, entryPoints)).toEqual([]);
  });
  it('has no program that needs its tests', () => {
    expect(importsOfTests(source)).toEqual([]);
  });
  it('has pure rooms without clock, chance and process', () => {
    expect(impureNames(program.filter(({ path }) => pureRooms.includes(roomOf(path))))).toEqual([]);
  });
});

describe('the code', () => {
  it('has short files', () => {
    expect(longFiles(all)).toEqual([]);
  });
  it('has short functions', () => {
    expect(longFunctions(all)).toEqual([]);
  });
  it('has types everywhere', () => {
    expect(usesOfAny(all)).toEqual([]);
  });
  it('has no left-over reminders', () => {
    expect(reminders(all)).toEqual([]);
  });
  it('has no test that is silenced without a reason', () => {
    expect(silencedTests(all)).toEqual([]);
  });
  it('quotes for shells in one place', () => {
    expect(shellQuoting(program, quotingFile)).toEqual([]);
  });
});

describe('the pages', () => {
  it('have no inline code, no unescaped text and nothing from other hosts', () => {
    expect(unsafePages(program, rawHtmlFile)).toEqual([]);
  });
  it('have style sheets that load nothing from other hosts', () => {
    const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const sheets = names.filter((name) => name.endsWith('.css'));
    expect(
      foreignStyles(sheets.map((path) => ({ path, text: readFileSync(join(root, 'src', path), 'utf8') }))),
    ).toEqual([]);
  });
});
