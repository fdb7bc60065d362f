import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runId, taskId } from '../engine/ids.ts';
import { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { createStore } from './sqlite-store.ts';
import { changes, creation, event, makeTasks, packedTexts, RUN } from './store.testdata.ts';

function openEmpty() {
  const database = new Database(':memory:', 0);
  migrate(database);
  return { database, store: createStore({ database, lock: null }) };
}

test('the scripts of an array come back byte for byte, with the paths of their logs, whatever stands in them', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const { store } = openEmpty();
  let runs = 0;
  const own = fc.record({ script: fc.tuple(text, text), outputPath: text, errorPath: text });
  const pieces = fc.tuple(text, text, text);
  fc.assert(
    fc.property(fc.array(own, { minLength: 2, maxLength: 9 }), pieces, (elements, [first, second, third]) => {
      runs += 1;
      const run = runId(`${10_000_000 + runs}`);
      store.save(creation(makeTasks(elements.length), { id: run }));
      const tasks = elements.map((_, index) => ({ index, attempt: 1 }));
      const texts = elements.flatMap(({ script, outputPath }) => [...script, outputPath]);
      const shared = { script: [first, second, third], outputPath: [first, second], errorPath: [third] };
      const array = { run, submission: 1, tasks, scripts: { shared, own: packedTexts(texts) } };
      const intended = event({ kind: 'submission-intended', submission: 1, tasks }, run);
      store.save(changes({ events: [intended], arrays: [array] }));
      const expected = elements.map(({ script, outputPath }) => ({
        script: first + script[0] + second + script[1] + third,
        outputPath: first + outputPath + second,
        errorPath: third,
      }));
      const indices = tasks.map(({ index }) => index);
      const newest = store.newestScripts(run, indices);
      expect([...newest.values()]).toEqual(expected.map(({ script }) => script));
      expect(indices.flatMap((index) => store.listAttempts(run, taskId(`task-${index}`)))).toMatchObject(
        expected,
      );
    }),
    { numRuns: 5 },
  );
  store.close();
});

test('what an older version saved of an array is still put together', () => {
  const { database, store } = openEmpty();
  store.save(creation(makeTasks(1)));
  database.run('INSERT INTO shared_scripts (run, submission, text) VALUES (?, 1, ?)', RUN, 'in common\n');
  database.run(
    `INSERT INTO attempts (run, task_index, attempt, submission, intended_at, output_path, error_path, script, shared_at)
     VALUES (?, 0, 1, 1, 50, '/o', '/e', ?, ?)`,
    ...[RUN, 'head 😀\nbody\n', 'head 😀\n'.length],
  );
  const script = 'head 😀\nin common\nbody\n';
  expect(store.listAttempts(RUN, taskId('task-0'))).toMatchObject([
    { script, outputPath: '/o', errorPath: '/e' },
  ]);
  expect(store.newestScripts(RUN, [0])).toEqual(new Map([[0, script]]));
  store.close();
});

const older = [
  ['head 0 😀\n', 'body 0\n', '/o0', '/e0'],
  ['head 1\n', 'body 1\n', '/o1', '/e1'],
];
const lengths = older.flat().map(({ length }) => length);
const bytes = older.flat().map((each) => Buffer.byteLength(each));
test.each([
  ['as JSON', JSON.stringify(older)],
  ['behind their lengths in bytes', `${JSON.stringify({ bytes })}\n${older.flat().join('')}`],
  ['behind their lengths in characters', `${JSON.stringify({ lengths })}\n${older.flat().join('')}`],
])('elements that an older version packed %s are still read', (_, text) => {
  const { database, store } = openEmpty();
  store.save(creation(makeTasks(2)));
  const own = gzipSync(text);
  const shared = 'INSERT INTO shared_scripts (run, submission, text, own) VALUES (?, 1, ?, ?)';
  database.run(shared, RUN, 'in common\n', own);
  for (const element of [0, 1]) {
    database.run(
      `INSERT INTO attempts (run, task_index, attempt, submission, intended_at, output_path, error_path, script, element)
       VALUES (?, ?, 1, 1, 50, '', '', '', ?)`,
      ...[RUN, element, element],
    );
  }
  expect(store.listAttempts(RUN, taskId('task-1'))).toMatchObject([
    { script: 'head 1\nin common\nbody 1\n', outputPath: '/o1', errorPath: '/e1' },
  ]);
  store.close();
});
