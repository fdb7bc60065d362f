import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../src/backends/open.ts';
import { systemClock } from '../src/conductor/clock.ts';
import { createConductor, type RunningConductor } from '../src/conductor/create.ts';
import { NO_RULES } from '../src/engine/env-rules.ts';
import { runId } from '../src/engine/ids.ts';
import { type OpenedSource, openSource } from '../src/sources/open.ts';
import { openStore } from '../src/store/sqlite-store.ts';
import { WorkTree } from './git/work-tree.ts';

/** Documents that others wrote; test inputs that lie beside the checkout and are not part of the project. */
const examples = path.resolve(import.meta.dirname, '../../shared/examples-upstream');
const files = readable(examples);

function readable(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /\.(json|yaml|md)$/.test(name)).sort();
  } catch {
    return [];
  }
}

const documents = files.filter((file) => file.endsWith('.json'));
let tree: WorkTree;
let folder: string;
let source: OpenedSource;
let conductor: RunningConductor;
const settings = { type: 'local', name: 'here', loginShell: false, maxConcurrent: 4, cloneDir: '~' } as const;
const backend = openBackend({ ...settings, rules: NO_RULES }, { dataDir: '/nowhere', now: Date.now });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'upstream-'));
  const texts = files.map((file) => [file, readFileSync(path.join(examples, file), 'utf8')] as const);
  tree = await WorkTree.create(Object.fromEntries(texts));
  const repository = { address: tree.bare, branch: 'main', deployKey: null, postclone: null };
  const common = { name: 'examples', description: '', maxConcurrent: null, backend: 'here' };
  source = openSource(
    {
      ...{ ...common, type: 'git', workflowsGlob: '**/*.json' },
      repository: { ...repository, cloneDir: '/clones' },
    },
    { cacheDir: folder, hostOf: () => backend.machine, now: Date.now },
  );
  conductor = createConductor({
    store: openStore(':memory:'),
    backends: [backend],
    sources: [source.source],
    workflows: [],
    environments: [],
    pollIntervalMs: 60_000,
    clock: systemClock,
    newRunId: () => runId('00000000'),
    report: () => undefined,
  });
});

afterAll(async () => {
  await source.close();
  await backend.close();
  await tree.remove();
  await rm(folder, { recursive: true, force: true });
});

// They are no part of the project: whoever has no copy beside it cannot test with them.
describe.skipIf(files.length === 0)('a repository that others wrote', () => {
  test('is listed: every document with its tasks, none of them faulty, none left out', async () => {
    const synced = await conductor.orders.syncSource('source', 'examples');
    if (!synced.ok) throw new Error(synced.problem.message);
    const { workflows, warnings } = synced.value;
    expect(workflows.map((workflow) => workflow.path)).toEqual(documents);
    expect(workflows.filter((workflow) => workflow.problem !== null)).toEqual([]);
    expect(workflows.every((workflow) => (workflow.taskCount ?? 0) > 0)).toBe(true);
    expect(warnings).toEqual([]);
  });

  test.each(documents)('%s is previewed and planned, and its tasks begin in the clone', async (file) => {
    const document = { is: 'source', name: 'examples', file } as const;
    const preview = await conductor.orders.previewRun({ document, by: 'a test' });
    if (!preview.ok) throw new Error(preview.problem.message);
    const { git, tasks } = preview.value;
    const clone = `/clones/${git?.commit.slice(0, 12)}`;
    const written = JSON.parse(readFileSync(path.join(examples, file), 'utf8'));
    const list: readonly { readonly working_dir?: string }[] = written.tasks ?? written;
    const directories = list.map(({ working_dir: wanted = '~' }) => {
      if (wanted === '~') return clone;
      return /^[/~]/.test(wanted) ? wanted : `${clone}/${wanted}`;
    });
    expect(tasks.map(({ task }) => task.workingDir)).toEqual(directories);
    for (const { script } of tasks) expect(script.text).toContain(`SCRIPTHUT_GIT_SHA="${git?.commit}"`);
  });
});
