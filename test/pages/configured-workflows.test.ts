import { afterEach, beforeEach, expect, test } from 'vitest';
import { problem } from '../../src/engine/problem.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { makeSource } from '../fakes/pretended-sources.ts';
import { MERCURY } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
  site.orders.listings = [
    { name: 'grid', backend: MERCURY, description: '', maxConcurrent: null, hasGit: false },
  ];
});

afterEach(() => site.close());

async function json(path: string, method = 'POST'): Promise<{ status: number; body: unknown }> {
  const response = await site.ask(path, { method });
  return { status: response.status, body: await response.json() };
}

test('a workflow that cannot be run is 422 with an error', async () => {
  const started = await json(paths.workflowRun('grid'));
  expect(started.body).toMatchObject({
    run_id: 'a0000001',
    backend_name: 'mercury',
    task_count: 2,
    status: 'pending',
  });
  expect(site.orders.requests).toMatchObject([{ by: 'the API' }]);
  site.orders.refusal = problem('command-failed', 'make-tasks: not found');
  expect(await json(paths.workflowRun('grid'))).toEqual({
    status: 422,
    body: { error: 'make-tasks: not found', code: 'command-failed' },
  });
});

test('the older endpoints tell each fault of a document as the API does', async () => {
  const place = { file: 'grid', line: 2, column: 3 };
  const fault = problem('bad-document', 'cpus must be a number', { place, hint: 'Write 4.' });
  site.orders.refusal = problem('bad-document', 'grid has 2 faults', { faults: [fault, fault] });
  const told = { detail: 'cpus must be a number', code: 'bad-document', place, hint: 'Write 4.' };
  expect((await json(paths.workflowDryRun('grid'), 'GET')).body).toEqual({
    error: 'grid has 2 faults',
    code: 'bad-document',
    faults: [told, told],
  });
});

test('the API starts a configured workflow, and says what was odd in its document', async () => {
  const start = paths.apiWorkflowRun('grid', { backend: 'mercury', labels: 'paper' });
  expect(await json(start)).toMatchObject({
    status: 200,
    body: { id: 'a0000001', warnings: [expect.any(String)] },
  });
  expect(site.orders.requests).toMatchObject([
    { document: { is: 'workflow', name: 'grid' }, backend: 'mercury', labels: ['paper'], by: 'the API' },
  ]);
  expect((await json(paths.apiWorkflowRun('nope'))).status).toBe(404);
  const elsewhere = paths.apiWorkflowRun('grid', { backend: 'x' });
  site.orders.refusal = problem('not-found', "There is no backend called 'x'");
  expect((await json(elsewhere)).status).toBe(422);
});

test('a workflow or source that is not there is told with the nearest one that is, or all of them', async () => {
  const hintOf = async (path: string) => ((await json(path)).body as { hint?: string }).hint;
  expect(await hintOf(paths.apiWorkflowRun('gird'))).toBe("Did you mean 'grid'?");
  expect(await hintOf(paths.apiWorkflowRun('nightly'))).toBe('Known: grid.');
  site.orders.sourceViews = [makeSource({ name: 'lab' })];
  expect(await hintOf(paths.apiSourceSync('lib'))).toBe("Did you mean 'lab'?");
  expect(await hintOf(paths.apiSourceSync('elsewhere'))).toBe('Known: lab.');
});
