import { expect, test } from 'vitest';
import { jobId } from '../../engine/ids.ts';
import { parseBytes, parseDuration } from './fields.ts';
import { parseJobs } from './job.ts';
import { parseCpus } from './parse-nodes.ts';
import { parseQueue, parseTokens } from './parse-queue.ts';
import { recorded } from './recorded.testdata.ts';
import { statementOf } from './statement.ts';
import { parseTrace } from './trace.ts';

/** What releases and sites print that were not recorded here, in the shortest form that shows it. */

/** A job as PBS Pro 11 to 2022 print it: `lines` stand where the server's own table has them. */
function pbsPro(state: string, lines: Readonly<{ head?: string; tail?: string }> = {}): string {
  return `Job Id: 74164.mycluster
    Job_Name = u-100-l-96.job
    Job_Owner = user3@mycluster.cluster
    job_state = ${state}
    queue = Q_normal
    server = mycluster
    ctime = Fri Apr 12 15:21:55 2013
${lines.head ?? ''}    mtime = Mon Apr 22 07:17:36 2013
    qtime = Fri Apr 12 15:21:55 2013
    Resource_List.ncpus = 32
    Resource_List.walltime = 24:00:00
    substate = 42
    Variable_List = PBS_O_HOME=/home/user3,PBS_O_HOST=mycluster.cluster
${lines.tail ?? ''}    project = _pbs_project_default

`;
}

/** A job as Torque 4 to 6 print it. */
function torque(state: string, lines: Readonly<{ head?: string; tail?: string }> = {}): string {
  return `Job Id: 543984.service1
    Job_Name = MHD
    Job_Owner = ada@login1
    job_state = ${state}
    queue = ProdQ
    server = service1
    ctime = Wed Jun 17 09:16:05 2015
${lines.head ?? ''}    mtime = Thu Jun 18 22:36:12 2015
    qtime = Wed Jun 17 09:16:05 2015
    Resource_List.nodect = 1
    Resource_List.nodes = 1:ppn=24
    Resource_List.walltime = 71:59:59
    euser = ada
    queue_type = E
${lines.tail ?? ''}    job_radix = 0
    submit_host = login1

`;
}

const ended = (text: string) => parseJobs(text)?.map((job) => statementOf(job)?.ending);
const reasons = (text: string) => parseQueue(text, 'ada')?.map(({ reason }) => reason);

test('a notice of the site right above the first job does not hide it', () => {
  const notice = 'NOTICE: maintenance on Tuesday, see https://example.edu/status\n';
  expect(parseQueue(notice + pbsPro('R'), 'user3')).toMatchObject([{ job: '74164', state: 'running' }]);
});

test('names of resources may hold hyphens (PBS Pro 19, UNSW Katana)', () => {
  const head = '    Resource_List.mem = 4gb\n    Resource_List.normal-all = Yes\n';
  expect(parseQueue(pbsPro('R', { head }), 'user3')).toMatchObject([{ memory: '4gb', cpus: 32 }]);
});

test('where a terminal made eight blanks of the tab, lines are folded all the same', () => {
  const folded = recorded('openpbs/qstat-f.R-multichunk.out');
  expect(folded).toContain('\n\t');
  const blanks = folded.replaceAll('\n\t', `\n${' '.repeat(8)}`);
  expect(parseJobs(blanks)).toEqual(parseJobs(folded));
});

test('a value may be folded where it ends, and hold empty lines (PBS Pro 11, Torque 5)', () => {
  const comment = '    comment = Not Running: Node is in an ineligible state: offline\n\t\n';
  const etime = '    etime = Mon Apr 22 07:17:34 2013\n';
  const text = pbsPro('Q', { tail: comment + etime }).replaceAll('user3', 'ada');
  expect(reasons(text)).toEqual(['Not Running: Node is in an ineligible state: offline']);
  expect(reasons(text.replace('\n\t\n', '\n\n'))).toEqual(reasons(text));
  const hint = `    sched_hint = Post job file processing error; job 543984 on host r2i7n17

U
\tnable to copy file 543984.OU, error 1
*** error from copy
/bin/cp: cannot stat \`543984.OU': No suc
\th file or directory
`;
  const end = '    exit_status = 3\n    start_time = Wed Jun 17 10:48:24 2015\n    start_count = 1\n';
  expect(ended(torque('C', { tail: hint + end }))).toMatchObject([{ reason: 'exit', exitCode: 3 }]);
});

test('variables behind those of the submission, and a function among them (Torque 6)', () => {
  const tail = '    exit_status = 271\n    submit_args = -V x.sh\n    start_count = 1\n';
  const listed =
    '    Variable_List = SCRIPTHUT_TOKEN=a1b2c3d4.12,PBS_O_HOST=t1,PBS_O_SERVER=t1,\n\tFMT=a\\,b,BASH_FUNC_module()=() {  eval `x`\\\n}\n';
  const text = torque('C', { tail }).replace('    euser', `${listed}    euser`);
  expect(ended(text)).toMatchObject([{ reason: 'cancelled', signal: 15 }]);
  expect(parseTokens(text, 'ada')).toEqual(new Map([['a1b2c3d4.12', '543984']]));
});

/** What a job that has ended used of what it might. */
const used = (memory: string, walltime: string) =>
  `    resources_used.mem = ${memory}\n    resources_used.vmem = 56230484kb\n    resources_used.walltime = ${walltime}\n`;
const MEMORY = '    Resource_List.mem = 64gb\n';

test.each([
  // The kernel, the node's daemon or a hook of the site ended it at its limit (PBS Pro 13, NCI Gadi).
  [used('67108864kb', '01:00:00'), 'Exit_status = 271', 'out-of-memory'],
  [used('67108864kb', '01:00:00'), 'Exit_status = 137', 'out-of-memory'],
  [used('67108860kb', '01:00:00'), 'Exit_status = 137', 'signal'],
  [used('1024kb', '01:00:00'), 'Exit_status = 271', 'cancelled'],
  [used('67108864kb', '24:00:13'), 'Exit_status = 271', 'timeout'],
  [used('67108864kb', '01:00:00'), 'Exit_status = 1', 'exit'],
  [used('67108864kb', '01:00:00'), 'Exit_status = 139', 'signal'],
  [used('67108864kb', '01:00:00'), 'Exit_status = 0', 'completed'],
])('of a job that was ended from outside, what it used tells why: %j %s is %s', (head, line, reason) => {
  const tail = `    run_count = 1\n    ${line}\n`;
  const text = pbsPro('F', { head, tail }).replace('    Resource_List.ncpus', `${MEMORY}$&`);
  expect(ended(text)).toMatchObject([{ reason }]);
  const deleted = ended(text.replace('substate = 42', 'substate = 91'));
  expect(deleted).toMatchObject([{ reason: 'cancelled' }]);
});

test('it was to be started anew from a checkpoint (PBS Pro)', () => {
  const tail = '    run_count = 1\n    Exit_status = -15\n';
  expect(ended(pbsPro('F', { tail }))).toMatchObject([{ reason: 'node-failure', exitCode: null }]);
});

test('a job that was deleted before it ran, by what it depended on (Torque 6)', () => {
  const comment =
    '    comment = Job 48[].torque01 deleted because its dependency of arr\n\tay 43[].torque01 can never be satisfied\n';
  const text = torque('C', { tail: `${comment}    exit_status = 271\n    submit_args = -t 1 x.sh\n` });
  expect(ended(text)).toMatchObject([
    { reason: 'cancelled', exitCode: null, raw: expect.stringContaining('its dependency of array 43[]') },
  ]);
});

test.each([
  ['1', 1],
  ['1:ppn=16', 16],
  ['2:ppn=8+1:ppn=4:gpus=1', 20],
  ['node7:ppn=12', 12],
  ['node7:ppn=4+node8:ppn=4', 8],
])('a server that counts one CPU for everybody: nodes = %s are %i (Torque 5)', (nodes, cpus) => {
  const head = '    Resource_List.ncpus = 1\n';
  const text = torque('R', { head }).replace('1:ppn=24', nodes);
  expect(parseQueue(text, 'ada')).toMatchObject([{ cpus }]);
});

test('CPUs that are asked for as processors (Torque)', () => {
  const text = torque('R').replace('Resource_List.nodes = 1:ppn=24', 'Resource_List.procs = 40');
  expect(parseQueue(text, 'ada')).toMatchObject([{ cpus: 40 }]);
});

test.each([
  ['node11/0+node11/1+node12/0', 'node11+node12'],
  ['r2i4n13/0-23+r1i2n12/0-23', 'r2i4n13+r1i2n12'],
  ['b141/0*16+b142/0*16', 'b141+b142'],
  ['naqf-gib45.cluster:15002/0*28', 'naqf-gib45.cluster'],
  ['(gadi-gpu-v100-0001/1*12)+(gadi-gpu-v100-0002/0*12)', 'gadi-gpu-v100-0001+gadi-gpu-v100-0002'],
])('it runs on %s', (host, nodes) => {
  expect(parseQueue(pbsPro('R', { head: `    exec_host = ${host}\n` }), 'ada')).toMatchObject([{ nodes }]);
});

test('a held job waits for those before it, not for those behind it', () => {
  const depend =
    '    depend = afterany:74163.mycluster@mycluster,\n\tbeforeany:74165.mycluster@mycluster\n    Hold_Types = s\n';
  expect(reasons(pbsPro('H', { head: depend }))).toEqual([
    'Held for other jobs (afterany:74163.mycluster@mycluster)',
  ]);
  const behind = '    depend = beforeok:74165.mycluster@mycluster\n    Hold_Types = s\n';
  expect(reasons(pbsPro('H', { head: behind }))).toEqual(['Held by the system']);
});

test.each([
  ['Job was sent for execution at Mon Apr 22 at 07:17 on (b270:ncpus=16)', 'Queued'],
  ['Job run at Mon Apr 22 at 07:17 on (b270:ncpus=16)', 'Queued'],
  ['Not Running: Job would conflict with reservation or top job', null],
  ['Not Running: User has reached queue normal running job limit.', null],
  ['job cannot run in partition DEFAULT (idle procs do not meet requirements : 0 of 8)', null],
])('what %j says of why it waits', (comment, reason) => {
  const text = pbsPro('Q', { tail: `    comment = ${comment}\n    etime = Mon Apr 22 07:17:34 2013\n` });
  expect(reasons(text)).toEqual([reason ?? comment]);
});

test('elements that their array holds back, and a password that was not taken', () => {
  expect(reasons(torque('H', { head: '    Hold_Types = l\n' }))).toEqual(['Held by the limit of its array']);
  expect(reasons(pbsPro('H', { head: '    Hold_Types = p\n' }))).toEqual(['Held by a bad password']);
});

/** What tracejob finds of a Torque 6 job that runs for nine seconds: `lines` stand before its end. */
function traced(lines: string, exit: number, accounting = '') {
  return parseTrace(
    `Job: 12.t1

05/18/2017 13:24:12.101 S    Job Run at request of root@t1
${lines}05/18/2017 13:24:21.002 S    Exit_status=${exit} resources_used.cput=00:00:01 resources_used.walltime=00:00:09 resources_used.mem=3624kb
05/18/2017 13:24:22.002 S    on_job_exit valid pjob: 12.t1 (substate=50)
${accounting}`,
    jobId('12'),
    true,
  );
}

test('the logs of Torque tell that a job was deleted which then ended well', () => {
  expect(traced('', 0)).toMatchObject({ reason: 'completed', exitCode: 0 });
  expect(traced('05/18/2017 13:24:20.002 S    Job deleted at request of ada@login\n', 0)).toMatchObject({
    reason: 'cancelled',
  });
});

test('what a job might use stands in the accounting of the server, where that can be read', () => {
  const record =
    '05/18/2017 13:24:22.002 A    user=ada group=users Resource_List.mem=1gb Resource_List.walltime=00:00:09 Exit_status=271\n';
  expect(traced('', 271)).toMatchObject({ reason: 'cancelled' });
  expect(traced('', 271, record)).toMatchObject({ reason: 'timeout' });
  const memory = record.replace('walltime=00:00:09', 'walltime=01:00:00').replace('mem=1gb', 'mem=3624kb');
  expect(traced('', 271, memory)).toMatchObject({ reason: 'out-of-memory' });
});

test.each([
  ['5:00:00:00', 432_000],
  ['120:00:00', 432_000],
  ['641:36:16', 2_309_776],
  ['60.481239', 60.481239],
  ['UNLIMITED', null],
  ['1:2:3:4:5', null],
])('a duration of %s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each([
  ['4gb', 4 * 1024 ** 3],
  ['131583152kb', 131_583_152 * 1024],
  ['2tw', 2 * 8 * 1024 ** 4],
  ['98GB', 98 * 1024 ** 3],
  ['<various>', null],
])('a size of %s', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test('Windows line ends, and characters that end lines elsewhere', () => {
  const text = recorded('openpbs/qstat-f.R-multichunk.out');
  expect(parseJobs(text.replaceAll('\n', '\r\n'))).toEqual(parseJobs(text));
  const nodes = recorded('openpbs/pbsnodes-a.out');
  expect(parseCpus(nodes.replaceAll('\n', '\r\n'))).toEqual(parseCpus(nodes));
  for (const odd of ['\r', '\u2028', '\u0085', '\v']) {
    const variables = `A=x${odd}y,SCRIPTHUT_TOKEN=a1b2c3d4.12,PBS_O_HOME`;
    const tail = `    comment = Not Running: ${odd}Queue not started.\n`;
    const [job] = parseQueue(pbsPro('Q', { tail }).replace('PBS_O_HOME', variables), 'user3') ?? [];
    expect(job).toMatchObject({ token: 'a1b2c3d4.12', cpus: 32 });
    expect(job?.reason).toMatch(/^Not Running: .?Queue not started\.$/s);
  }
});

test('a job that ran and was deleted by force, of which nobody knows how it ended', () => {
  const text = pbsPro('F', { tail: '    run_count = 1\n' }).replace('substate = 42', 'substate = 91');
  expect(ended(text)).toMatchObject([{ reason: 'cancelled', exitCode: null, raw: 'It was deleted' }]);
});
