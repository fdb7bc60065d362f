import { expect, test } from 'vitest';
import { openBackend } from '../backends/open.ts';
import { NO_RULES } from '../engine/env-rules.ts';
import { runId } from '../engine/ids.ts';
import { openStore } from '../store/sqlite-store.ts';
import { systemClock } from './clock.ts';
import { createConductor } from './create.ts';
import type { RunRequest } from './orders.ts';

test('of a document without tasks the workflow is named', async () => {
  const settings = {
    type: 'local',
    name: 'here',
    loginShell: false,
    maxConcurrent: 4,
    cloneDir: '~',
  } as const;
  const backend = openBackend({ ...settings, rules: NO_RULES }, { dataDir: '/nowhere', now: Date.now });
  const common = { backend: 'here', maxConcurrent: null, description: '', repository: null };
  const conductor = createConductor({
    store: openStore(':memory:'),
    backends: [backend],
    workflows: [{ ...common, name: 'made', command: "echo '[]'" }],
    environments: [],
    pollIntervalMs: 60_000,
    clock: systemClock,
    newRunId: () => runId('1'),
    report: () => undefined,
  });
  const told = async (document: RunRequest['document'], name: string) => {
    const answer = await conductor.orders.previewRun({ document, backend: 'here', name, by: 'a test' });
    return answer.ok ? null : answer.problem.message;
  };
  expect(await told({ is: 'workflow', name: 'made' }, 'other')).toBe("No tasks for workflow 'made'");
  const value = { is: 'value', value: [], kind: 'document' } as const;
  expect(await told(value, 'grid')).toBe("No tasks for workflow 'grid'");
  conductor.stop();
  await backend.close();
});
