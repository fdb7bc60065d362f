import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ComposedScript } from '../backends/job-script.ts';
import { packScripts } from '../backends/pack-scripts.ts';
import { taskId } from '../engine/ids.ts';
import { openStore } from '../store/sqlite-store.ts';
import { changes, creation, event, makeTasks, RUN } from '../store/store.testdata.ts';

// Few characters, so that texts begin and end alike; two with the same first half, and two with the same second one.
const text = fc.string({ unit: fc.constantFrom('a', '\n', '😀', '😁', '\u{10200}'), maxLength: 5 });
const alike = fc.integer({ min: 0, max: 4 }).chain((parts) => {
  const same = fc.array(text, { minLength: parts, maxLength: parts });
  return fc.record({
    parts: fc.oneof(same, fc.constant(Array<string>(parts).fill('same')), fc.array(text)),
    path: text,
  });
});

test('whatever the scripts of an array have in common, what is kept of them are these very scripts', () => {
  fc.assert(
    fc.property(fc.array(alike, { minLength: 1, maxLength: 6 }), (elements) => {
      const store = openStore(':memory:');
      store.save(creation(makeTasks(elements.length)));
      const tasks = elements.map((_, index) => ({ index, attempt: 1 }));
      const sent = elements.map(
        ({ parts, path }) =>
          new ComposedScript({ parts, outputPath: `/${path}.o`, errorPath: '/e', warnings: [] }),
      );
      const intended = event({ kind: 'submission-intended', submission: 1, tasks });
      const array = { run: RUN, submission: 1, tasks, scripts: packScripts(sent) };
      store.save(changes({ events: [intended], arrays: [array] }));
      const kept = tasks.flatMap(({ index }) => store.listAttempts(RUN, taskId(`task-${index}`)));
      const expected = sent.map((each) => ({
        script: each.text,
        outputPath: each.outputPath,
        errorPath: '/e',
      }));
      expect(kept).toMatchObject(expected);
      store.close();
    }),
    { numRuns: 100 },
  );
});
