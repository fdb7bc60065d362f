import { expect, test } from 'vitest';
import { type LeftOut, undecided } from '../recordings.testdata.ts';

// Each recording is read by a test of this folder, or left out here for a reason. A new one fails until somebody decides.

const LEFT_OUT: LeftOut = {
  'a table for people, with names cut to their column: `qstat -r -xml` and `qstat -g c -xml` are asked for': `
    err-execd-down-qstat qstat qstat-F qstat-all-users qstat-explain qstat-ext qstat-f qstat-g-c qstat-g-d
    qstat-r qstat-s-p qstat-s-r qstat-s-z`,
  'more of the machines than `qhost` and `qhost -q -xml` tell, which are asked for': 'qhost-F qhost-q-j',
  'sums of all jobs: single jobs are asked for (`qacct -j`)': 'qacct-summary',
  'settings of the site that nobody asks for': 'qconf-sc qconf-sql version',
  'a command that is never given': 'qalter qhold qmod-cj qrls qselect',
  'an option that is never given: before a job is sent, `qsub -w v` is asked': 'qsub-verify',
};

const FOLDER = { family: 'sge', beside: 'sge', endings: ['.txt.stderr', '.txt'] };

test('every recording of Grid Engine is read, or left out for a reason', () => {
  expect(undecided(FOLDER, LEFT_OUT)).toEqual({
    neither: [],
    both: [],
    missing: [],
  });
});

test('without the list each of them would be told', () => {
  const all = Object.values(LEFT_OUT).join(' ').trim().split(/\s+/);
  expect(undecided(FOLDER, {}).neither).toEqual(all.toSorted());
  const twice = { ...LEFT_OUT, 'no reason': 'qacct-j qhold' };
  expect(undecided(FOLDER, twice)).toEqual({
    neither: [],
    both: ['qacct-j', 'qhold'],
    missing: [],
  });
});
