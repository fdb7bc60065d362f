import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Metric, metricsText } from './prometheus.ts';

const metric = (more: Partial<Metric>): Metric => ({
  name: 'jobs_total',
  help: 'Jobs.',
  type: 'counter',
  samples: [],
  ...more,
});

test('a metric has its help, its type and its samples, each on a line', () => {
  const samples = [
    { labels: { backend: 'mercury', call: 'squeue' }, value: 61 },
    { labels: { backend: 'mercury', call: 'sbatch' }, value: 0 },
  ];
  const up = metric({ name: 'up', type: 'gauge', samples: [{ labels: {}, value: 1.5 }] });
  expect(metricsText([metric({ samples }), up])).toBe(
    `# HELP jobs_total Jobs.
# TYPE jobs_total counter
jobs_total{backend="mercury",call="squeue"} 61
jobs_total{backend="mercury",call="sbatch"} 0
# HELP up Jobs.
# TYPE up gauge
up 1.5
`,
  );
});

test.each([
  ['a"b', 'a\\"b'],
  ['a\\b', 'a\\\\b'],
  ['a\nb', 'a\\nb'],
  ['\\n', '\\\\n'],
  ['"} 1\nforged{x="', '\\"} 1\\nforged{x=\\"'],
  ['日本 😀 <b>', '日本 😀 <b>'],
  ['half \ud800', 'half \ufffd'],
])('the label value %j becomes %j', (backend, escaped) => {
  const text = metricsText([metric({ samples: [{ labels: { backend }, value: 1 }] })]);
  expect(text.split('\n').at(2)).toBe(`jobs_total{backend="${escaped}"} 1`);
});

test('help stays on its line', () => {
  expect(metricsText([metric({ help: 'a\nb \\ "c"' })])).toContain('# HELP jobs_total a\\nb \\\\ "c"\n');
});

test('whatever a label holds, a reader gets it back, and no line more', () => {
  const awkward = fc
    .array(fc.constantFrom('\\', '"', '\n', '\r', '}', '{', ',', '=', ' ', 'n', '#', 'x'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), awkward), fc.integer(), (backend, value) => {
      const text = metricsText([metric({ samples: [{ labels: { backend }, value }] })]);
      const lines = text.split('\n');
      expect(lines).toHaveLength(4);
      const [, inQuotes = '', told] =
        /^jobs_total\{backend="((?:[^"\\]|\\.)*)"\} (-?\d+)$/s.exec(lines[2] ?? '') ?? [];
      const read = inQuotes.replace(/\\(.)/gs, (_, character) => (character === 'n' ? '\n' : character));
      expect([read, Number(told)]).toEqual([backend.toWellFormed(), value === 0 ? 0 : value]);
    }),
  );
});
