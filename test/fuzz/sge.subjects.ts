import type { Backend } from '../../src/backends/backend.ts';
import { openSge } from '../../src/backends/sge/backend.ts';
import { accountingAnswer, recorded } from '../../src/backends/sge/recorded.testdata.ts';
import { simulatedHost } from '../../src/backends/simulated-host.testdata.ts';
import { jobId } from '../../src/engine/ids.ts';
import type { Outcome } from '../../src/transport/outcome.ts';
import { PLAIN_SCHEDULER } from '../fakes/plain-scheduler.ts';
import { DISK, roomSubjects } from './room.ts';
import { concludeEndings, concludeListing, type Subject, type Subjects } from './subject.ts';

const SETTINGS = {
  ...PLAIN_SCHEDULER,
  type: 'sge',
  queue: null,
  project: null,
  parallelEnvironment: null,
  memoryResource: 'h_vmem',
} as const;

function backend(answers: (purpose: string) => Partial<Outcome>): Backend {
  return openSge(SETTINGS, simulatedHost(answers).host);
}

/** What stands behind the rows of accounting. */
const END = '\u001esaid \n\u001ecode 0';

/** Rows of accounting, each under a name of ours, where the queue knows none of the jobs. */
function accounting(file: string): Subject {
  const rows = accountingAnswer(file).slice(0, -END.length).split('\u001e').slice(1);
  const idOf = (row: string): string => {
    const [job = '', task = ''] = row.split('\u001f');
    return /^\d+$/.test(task) ? `${job}.${task}` : job;
  };
  const ids = [...new Set(rows.map(idOf))];
  const named = rows.map((row) => {
    const fields = row.split('\u001f');
    return `${fields.slice(0, -1).join('\u001f')}\u001fx.0123abcd.${ids.indexOf(idOf(row)) + 1}\n`;
  });
  return {
    name: `sge/${file}: accounting`,
    body: Buffer.from(named.map((row) => `\u001e${row}`).join('')),
    frame: (body) => Buffer.concat([Buffer.from('\u001erecords\n\u001f\n'), body, Buffer.from(END)]),
    conclude: (answer) =>
      concludeEndings(
        backend((purpose) => ({
          stdout: purpose === 'ask how jobs ended' ? answer : 'ada\n1\n<job_info></job_info>',
        })),
        ids.map(jobId),
      ),
  };
}

function queue(file: string): Subject {
  return {
    name: `sge/${file}: queue`,
    body: Buffer.from(recorded(file).trimEnd()),
    frame: (body) => Buffer.concat([Buffer.from('hutuser\n1795365660\n'), body]),
    conclude: (answer) => concludeListing(backend(() => ({ stdout: answer }))),
  };
}

const room = roomSubjects({
  family: 'sge',
  texts: {
    user: 'ada\n',
    usage: recorded('qhost-q-j-xml.txt'),
    queues: recorded('qconf-sq.txt'),
    cluster: 'max_u_jobs 40\nmax_jobs 0\n',
    scheduler: recorded('qconf-ssconf.txt'),
    disk: DISK,
  },
  open: (stdout) => backend(() => ({ stdout })),
});

export const subjects: Subjects = [
  ...room,
  ...[
    'qacct-j.txt',
    'qacct-j-array.txt',
    'qacct-j-two-records.txt',
    'qacct-j-deleted.txt',
    'qacct-j-h_rt.txt',
    'qacct-j-segv.txt',
    'qacct-j-usage.txt',
  ].map(accounting),
  ...['qstat-xml.txt', 'qstat-r-xml.txt'].map(queue),
];
