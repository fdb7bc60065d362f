import { expect, test } from 'vitest';
import { type LeftOut, undecided } from '../recordings.testdata.ts';

// Each recording is read by a test of this folder, or left out here for a reason. A new one fails until somebody decides.

const TABLE =
  'a table for people, cut to its columns: the long form of `qstat -f` and `pbsnodes -a` is asked for';
const NEVER = 'a command that is never given';

const OPENPBS: LeftOut = {
  [TABLE]: `
    nohist.qstat-noid-nojobs pbsnodes-aS-json pbsnodes-aSj pbsnodes-l.down qstat-B qstat-H qstat-J qstat-Q
    qstat-i qstat-n1 qstat-q qstat-s.Q-H-W-R qstat-a qstat-a.long-name qstat-a.multiday qstat-wide qstat-x
    qstat-xa qstat-t.array-mid qstat-t.array-running qstat-t.array-sub-deleted qstat-x.array-F qstat-xt.array-F
    qstat.array-running qstat.long-name qstat.mixed qstat.E-stageout-hanging qstat.Q-H-W-R qstat.S-suspended`,
  'a form of which only newer releases know, and in which a value can hold its separator':
    'qstat-f-dsv-D.R qstat-f-dsv.R qstat-xf-dsv-three-ids',
  [NEVER]:
    'qalter-finished qalter-ok qhold-queued qhold-running qmove-ok qrls-held qrls-system qsig-user-suspend',
  'an option that is never given: nobody waits for the job, and the history is left alone':
    'nohist.qsub-block7 qdel-x-history',
  'the same words as in qstat-version': 'qsub-version',
  'ids as in qselect-xs, which is asked with -x': 'qselect-user',
};

const TORQUE: LeftOut = { [TABLE]: 'qstat qstat-a' };

const NOTHING = {
  neither: [],
  both: [],
  missing: [],
};
const endings = ['.out', '.err'];

test('every recording of OpenPBS is read, or left out for a reason', () => {
  const folder = { family: 'pbs', folder: 'openpbs', beside: 'openpbs', endings };
  expect(undecided(folder, OPENPBS)).toEqual(NOTHING);
});

test('every recording of Torque is read, or left out for a reason', () => {
  expect(undecided({ family: 'pbs', folder: 'torque', beside: 'torque', endings }, TORQUE)).toEqual(NOTHING);
});
