import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../src/wire/runs.ts';
import type { RunItem } from '../../src/wire/tasks.ts';
import type { JobRecord } from '../cluster/records.ts';
import type { PlannedTask } from './graph.ts';
import { tally, type Witnesses } from './tally.ts';
import type { Trace } from './traces.ts';

const plan = (id: string, end: PlannedTask['end'], parents: string[] = []): PlannedTask => {
  return { id, deps: parents, parents, end, seconds: 0 };
};
const planned = [
  plan('first', { is: 'well' }),
  plan('second', { is: 'well' }, ['first']),
  plan('bad', { is: 'exit', code: 3 }),
  plan('killed', { is: 'killed' }),
  plan('blocked', { is: 'blocked' }, ['bad']),
];

const trace = (job: string, time: number, doneAt: number | null = null, missing: string[] = []): Trace => {
  return { lines: [{ job, time, missing }], doneAt };
};
const record = (job: string, comment: string): JobRecord => {
  return { job, comment, state: '', start: 1, end: 2, exitCode: '0:0', user: 'me', name: 'job' };
};
const item = (id: string, job_id: string | null, how: Partial<RunItem>) => ({ task: { id }, job_id, ...how });

const items = [
  item('first', '1', { status: 'completed', exit_code: 0 }),
  item('second', '2', { status: 'completed', exit_code: 0 }),
  item('bad', '3', { status: 'failed', exit_code: 3, reason: 'exit' }),
  item('killed', '4', { status: 'failed', exit_code: 137, reason: 'signal', signal: 9 }),
  item('blocked', null, { status: 'dep_failed' }),
];
const traces: Record<string, Trace> = {
  first: trace('1', 10, 11),
  second: trace('2', 12, 13),
  bad: trace('3', 10),
  killed: trace('4', 10),
};
const records = ['1', '2', '3', '4'].map((job) => record(job, `run.${job}`));

interface Changes {
  readonly traces?: Record<string, Trace>;
  readonly records?: readonly JobRecord[];
  /** Of the second task. */
  readonly second?: Partial<RunItem>;
}

/** The tally of a run that went well but for these changes. */
function tallyWith(changes: Changes = {}) {
  const changed = items.map((one) => (one.task.id === 'second' ? { ...one, ...changes.second } : one));
  const witnesses: Witnesses = {
    traces: new Map(Object.entries({ ...traces, ...changes.traces })),
    records: changes.records ?? [...records, record('9', 'other.1')],
    run: { id: 'run', items: changed } as unknown as RunDetail,
  };
  return tally(planned, witnesses);
}

describe('the tally of a chaos run', () => {
  it('finds nothing in a run that went well', () => {
    expect(tallyWith()).toEqual({ doubles: [], lost: [], wrongVerdicts: [], orderFaults: [] });
  });

  it('finds a task that was executed twice', () => {
    const lines = [...trace('2', 12).lines, ...trace('7', 14).lines];
    expect(tallyWith({ traces: { second: { lines, doneAt: 15 } } }).doubles).toHaveLength(1);
  });

  it('finds a second job of one submission, even if no task was executed by it', () => {
    expect(tallyWith({ records: [...records, record('7', 'run.2')] }).doubles).toHaveLength(2);
  });

  it('finds a job under a new submission that no task knows', () => {
    expect(tallyWith({ records: [...records, record('7', 'run.7')] }).doubles).toHaveLength(1);
  });

  it.each([
    ['was never executed', { traces: { second: { lines: [], doneAt: null } } }],
    ['never ended', { second: { status: 'settling' } }],
    ['was executed by another job than the program says', { second: { job_id: '3' } }],
    ['is not in accounting', { records: records.filter(({ job }) => job !== '2') }],
  ] satisfies [string, Changes][])('finds a task that %s', (_, changes) => {
    expect(tallyWith(changes).lost).toHaveLength(1);
  });

  it.each([
    ['failed', { status: 'failed', exit_code: 1, reason: 'exit' }],
    ['lost', { status: 'failed', exit_code: null, reason: 'lost' }],
    ['blocked', { status: 'dep_failed' }],
  ] satisfies [string, Partial<RunItem>][])(
    'finds a task that went well and is said to be %s',
    (_, second) => {
      expect(tallyWith({ second }).wrongVerdicts).toHaveLength(1);
    },
  );

  it.each([
    ['began before its parent had ended', { second: trace('2', 10.5, 13) }],
    ['found its parent not ended', { second: trace('2', 12, 13, ['first']) }],
    ['had to be blocked', { blocked: trace('5', 12, 13) }],
  ])('finds a task that %s', (_, changed) => {
    expect(tallyWith({ traces: changed }).orderFaults).toHaveLength(1);
  });
});
