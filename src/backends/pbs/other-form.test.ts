import { expect, test } from 'vitest';
import { type PbsJob, parseJobs } from './job.ts';
import { parseOtherForm } from './other-form.ts';
import { asText, recorded } from './recorded.testdata.ts';
import { statementOf } from './statement.ts';

const MARK = '\u001e0123456789ab';

function jobIn(file: string): PbsJob | undefined {
  const text = recorded(file);
  return (/^[{<]/.test(text) ? parseOtherForm(text + MARK, MARK) : parseJobs(text))?.[0];
}

/** The same held job as text, in the JSON of the snapshot's client and in that of the released one. */
test.each([
  ['openpbs/text.name-007.out', 'openpbs/json.name-007.out', 'openpbs/json-rel230606.name-007.out'],
  ['openpbs/text.name-long.out', 'openpbs/json.name-long.out', 'openpbs/json-rel230606.name-long.out'],
  ['openpbs/text.name-punct.out', 'openpbs/json.name-punct.out', 'openpbs/json-rel230606.name-punct.out'],
  ['openpbs/text.v-comma.out', 'openpbs/json.v-comma.out', 'openpbs/json-rel230606.v-comma.out'],
  ['openpbs/text.v-dup.out', 'openpbs/json.v-dup.out', 'openpbs/json-rel230606.v-dup.out'],
  ['openpbs/text.v-newline.out', 'openpbs/json.v-newline.out', 'openpbs/json-rel230606.v-newline.out'],
])('%s: name, state and all else are the same in %s and %s', (text, ...others) => {
  const job = jobIn(text);
  expect(job?.isWhole).toBe(true);
  for (const file of others) {
    const other = jobIn(file);
    expect(other && statementOf(other)).toEqual(job && statementOf(job));
    for (const [name, value] of job?.values ?? [])
      expect([name, other?.values.get(name)]).toEqual([name, value]);
  }
});

/** The same ended job as text and as JSON: end, times, node and what was used. */
test.each([
  ['openpbs/qstat-xf.F-exit0.out', 'openpbs/qstat-xf-json.F-exit0.out'],
  ['openpbs/qstat-xf.F-exit7.out', 'openpbs/qstat-xf-json.F-exit7.out'],
  ['openpbs/qstat-xf.F-exit7.out', 'openpbs/rel230606.qstat-xf-json.F-exit7.out'],
  ['openpbs/qstat-xf.F-busy.out', 'openpbs/qstat-xf-json.F-busy.out'],
  ['openpbs/qstat-xf.F-qdel.out', 'openpbs/qstat-xf-json.F-qdel.out'],
  ['openpbs/qstat-xf.F-walltime.out', 'openpbs/qstat-xf-json.F-walltime.out'],
  ['openpbs/qstat-xf.F-walltime.out', 'openpbs/rel230606.qstat-xf-json.F-walltime.out'],
  ['torque/qstat-f.C-exit0.out', 'torque/qstat-fx.C-exit0.out'],
])('%s says the same as %s', (text, other) => {
  const [job, same] = [jobIn(text), jobIn(other)];
  expect(job && statementOf(job)?.ending).toMatchObject({ job: job?.id });
  expect(same && statementOf(same)).toEqual(job && statementOf(job));
});

/** What other tests read as text was recorded as JSON alone: that they are the same is seen where both were. */
test.each([
  ['openpbs/qstat-xf.F-busy.out', 'openpbs/qstat-xf-json.F-busy.out'],
  ['openpbs/qstat-xf.F-walltime.out', 'openpbs/qstat-xf-json.F-walltime.out'],
  ['openpbs/qstat-xtf.array-F.out', 'openpbs/qstat-xtf-json.array-F.out'],
  ['openpbs/qstat-f.W.out', 'openpbs/qstat-f-json.W.out'],
])('%s is as %s would be as text', (text, json) => {
  expect(parseJobs(asText(recorded(json)))).toEqual(parseJobs(recorded(text)));
});
