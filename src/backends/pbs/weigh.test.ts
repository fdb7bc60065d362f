import { expect, test } from 'vitest';
import { jobId } from '../../engine/ids.ts';
import type { JobRecord } from '../records.ts';
import { parseJobs } from './job.ts';
import { recorded } from './recorded.testdata.ts';
import { statementOf } from './statement.ts';
import { weigh } from './weigh.ts';

const JOB = jobId('20');

function recordOf(code: number): JobRecord {
  const end = { endedSeconds: 9, code, told: '', cpuSeconds: 1, maxRssBytes: null, memoryKills: 0 };
  return { job: JOB, host: 'n1', cpus: 1, limitSeconds: null, startedSeconds: 1, end };
}

/** What is said of a job that left this record, while the server shows it with this letter. */
function said(letter: string, record: JobRecord | undefined): readonly string[] {
  const text = recorded('openpbs/qstat-f.R-busy.out').replace('job_state = R', `job_state = ${letter}`);
  const [job] = parseJobs(text) ?? [];
  const memory = (job && statementOf(job)) ?? undefined;
  return weigh({ job: JOB, record, memory, trace: undefined }).map(({ reason }) => reason);
}

test.each(['Q', 'H', 'W', 'T'])('a job that is in %s again runs once more, whatever it told', (letter) => {
  expect(said(letter, recordOf(0))).toEqual([]);
  expect(said(letter, recordOf(3))).toEqual([]);
});

test.each(['R', 'E', 'S'])('one that told its own end has ended, though it is still in %s', (letter) => {
  expect(said(letter, recordOf(3))).toEqual(['exit']);
  expect(said(letter, recordOf(137))).toEqual([]);
  expect(said(letter, undefined)).toEqual([]);
});
