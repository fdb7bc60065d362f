import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJobs } from './job.ts';
import { parseOtherForm } from './other-form.ts';
import { parseQueues } from './parse-limits.ts';
import { parseCpus } from './parse-nodes.ts';
import { parseQueue } from './parse-queue.ts';
import { recorded } from './recorded.testdata.ts';
import { type Statement, statementOf } from './statement.ts';

const MARK = '\u001e0123456789ab';
const TEXTS = [
  'openpbs/qstat-xf-three-ids.out',
  'openpbs/qstat-xf.F-qdel-waiting.out',
  'openpbs/qstat-xf.F-walltime.out',
  'openpbs/qstat-xtf.array-F.out',
  'openpbs/qstat-f.H-too-many-attempts.out',
  'openpbs/qstat-f.E-stageout-hanging.out',
  'openpbs/text.v-newline.out',
  'torque/qstat-f.C-qdel.out',
  'torque/qstat-f.C-exit7.out',
  'torque/qstat-f.array.out',
];
const OTHERS = [
  'openpbs/qstat-xtf-json.array-F.out',
  'openpbs/rel230606.qstat-xf-json.three-ids.out',
  'openpbs/json-rel230606.v-newline.out',
  'torque/qstat-fx.all.out',
  'torque/qstat-fx.mixed.out',
];

const anyText = fc.constantFrom(...TEXTS).map(recorded);

function endingsIn(statements: readonly (Statement | null)[]): Map<string, string> {
  return new Map(
    statements.flatMap((one) =>
      one?.ending ? [[one.job, JSON.stringify([one.ending.reason, one.ending.exitCode])]] : [],
    ),
  );
}

function endingsOfText(text: string): Map<string, string> {
  return endingsIn((parseJobs(text) ?? []).map(statementOf));
}

function endingsOfOther(text: string): Map<string, string> {
  return endingsIn(parseOtherForm(text + MARK, MARK).map(statementOf));
}

/** Whatever is said of an end is what was said before; less may be said. */
function expectNothingWrong(said: Map<string, string>, truth: Map<string, string>): void {
  for (const [job, ending] of said) expect([job, ending]).toEqual([job, truth.get(job)]);
}

test.each(TEXTS)('%s, cut anywhere, never tells of another end', (file) => {
  const text = recorded(file);
  const truth = endingsOfText(text);
  const bytes = Buffer.from(text);
  // At every byte of a short answer, of a long one at some two thousand.
  const step = Math.ceil(bytes.length / 2000);
  for (let at = 0; at <= bytes.length; at += step) {
    const cut = bytes.subarray(0, at).toString();
    expectNothingWrong(endingsOfText(cut), truth);
    parseQueue(cut, 'pbsuser');
  }
});

test.each(OTHERS)('%s, cut at any place, never tells of another end', (file) => {
  const text = recorded(file);
  const truth = endingsOfOther(text);
  for (let at = 0; at <= text.length; at += 29) expectNothingWrong(endingsOfOther(text.slice(0, at)), truth);
});

test('lines that come twice never tell of another end', () => {
  fc.assert(
    fc.property(anyText, fc.func(fc.boolean()), (text, isDoubled) => {
      const lines = text.split('\n').flatMap((line, at) => (isDoubled(at) ? [line, line] : [line]));
      expectNothingWrong(endingsOfText(lines.join('\n')), endingsOfText(text));
    }),
  );
});

test('lines in any order never tell of another end', () => {
  fc.assert(
    fc.property(anyText, fc.infiniteStream(fc.double({ noNaN: true })), (text, order) => {
      const lines = text.split('\n').map((line) => [order.next().value as number, line] as const);
      const shuffled = lines.toSorted((one, other) => one[0] - other[0]).map(([, line]) => line);
      expectNothingWrong(endingsOfText(shuffled.join('\n')), endingsOfText(text));
    }),
    { numRuns: 200 },
  );
});

test('two lines side by side that have changed places never tell of another end', () => {
  for (const file of TEXTS) {
    const text = recorded(file);
    const truth = endingsOfText(text);
    const lines = text.split('\n');
    for (let at = 0; at + 1 < lines.length; at += 1) {
      const swapped = lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? '');
      expectNothingWrong(endingsOfText(swapped.join('\n')), truth);
    }
  }
});

/** What a variable may hold, by chance or malice. */
const variableText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\t',
        ',',
        '"',
        "'",
        '\\',
        '\ufffd',
        '    Exit_status = 0',
        '    exit_status = 0',
        '    run_count = 1',
        '    job_state = F',
        '    substate = 91',
        '    comment = x',
        'A=',
        'SCRIPTHUT_TOKEN=a1b2c3d4.1',
        '</Job>',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('no variable, folded or not, tells of an end', () => {
  fc.assert(
    fc.property(anyText, variableText, fc.boolean(), (text, value, isFolded) => {
      const folded = isFolded ? value.replace(/(.{20})/g, '$1\n\t') : value;
      const changed = text.replaceAll(/(?<=,\n?\t?)PBS_O_(?=SYSTEM|WORKDIR)/g, () => `X=${folded},PBS_O_`);
      expectNothingWrong(endingsOfText(changed), endingsOfText(text));
    }),
    { numRuns: 200 },
  );
});

test('anything at all is read without a fault', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary' }), variableText, anyText);
  fc.assert(
    fc.property(anything, anything, (one, other) => {
      for (const text of [one, one + other, `Job Id: 1.s\n${one}`, `{"Jobs": ${one}}`, `<Job>${one}</Job>`]) {
        parseQueue(text, 'ada');
        endingsOfText(text);
        endingsOfOther(text);
        parseCpus(text);
        parseQueues(text);
      }
    }),
  );
});
