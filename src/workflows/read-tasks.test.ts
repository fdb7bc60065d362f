import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listFaults } from '../engine/faults.ts';
import { parseDocumentValue } from './parse.ts';

/** Few values, so that tasks in a row often ask for the same; some of them are faults. */
const asked = fc.record(
  {
    cpus: fc.constantFrom(1, 2, null, Number.NaN, 'many'),
    memory: fc.constantFrom('1G', '2G'),
    env_vars: fc.constantFrom({}, { A: '1' }, { A: '2' }, { A: '1', B: '1' }, ['A=1']),
    retry: fc.constantFrom(null, { max: 1 }, { max: 2 }),
  },
  { requiredKeys: [] },
);
const own = fc.record(
  { name: fc.constantFrom('A', 'B', '', 7), deps: fc.constantFrom([], null, ['t.*'], 'x') },
  { requiredKeys: ['name'] },
);

test('a task is read the same, whatever stands before it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(own, asked), { minLength: 1, maxLength: 12 }), (parts) => {
      const tasks = parts.map(([mine, shared], at) => ({
        id: `t.${at}`,
        command: `run ${at}`,
        ...mine,
        ...shared,
      }));
      const alone = tasks.map((task) => parseDocumentValue([task], 'flow'));
      const together = parseDocumentValue(tasks, 'flow');
      const faults = alone.flatMap((one, at) =>
        one.ok ? [] : listFaults(one.problem).map((fault) => fault.message.replace('[0]', `[${at}]`)),
      );
      if (together.ok) {
        expect(faults).toEqual([]);
        expect(together.value.tasks).toEqual(alone.flatMap((one) => (one.ok ? one.value.tasks : [])));
      } else expect(listFaults(together.problem).map(({ message }) => message)).toEqual(faults);
    }),
    { numRuns: 1000 },
  );
});
