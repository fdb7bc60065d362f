import type { Backend } from '../../src/backends/backend.ts';
import { RECORD } from '../../src/backends/separators.ts';
import { simulatedHost } from '../../src/backends/simulated-host.testdata.ts';
import { openSlurm } from '../../src/backends/slurm/backend.ts';
import { recorded, recordedAccounting, recordedQueue } from '../../src/backends/slurm/recorded.testdata.ts';
import { jobId } from '../../src/engine/ids.ts';
import type { Outcome } from '../../src/transport/outcome.ts';
import { PLAIN_SCHEDULER } from '../fakes/plain-scheduler.ts';
import { DISK, roomSubjects } from './room.ts';
import { concludeEndings, concludeListing, type Subject, type Subjects } from './subject.ts';

/** Stands in answers where the backend's own mark belongs, which it draws anew. */
const MARK = '\u001e<mark>';
const NO_ACCOUNTING = { stdout: `${RECORD}accounting\n\n${RECORD}end 0` };

function backend(answers: (purpose: string, script: string) => Partial<Outcome>): Backend {
  return openSlurm({ ...PLAIN_SCHEDULER, type: 'slurm' }, simulatedHost(answers).host);
}

/** Rows of accounting, where the controller remembers nothing. */
function accounting(file: string): Subject {
  const rows = recordedAccounting(file);
  const jobs = [...new Set(rows.flatMap((row) => /^\d+(?:_\d+)?(?=[^\d.])/.exec(row) ?? []))].map(jobId);
  return {
    name: `slurm/${file}: accounting`,
    body: Buffer.from(rows.join('\n')),
    frame: (body) =>
      Buffer.concat([Buffer.from(`${RECORD}accounting\n`), body, Buffer.from(`\n${RECORD}end 0`)]),
    conclude: (answer) =>
      concludeEndings(
        backend((purpose) => ({
          stdout: purpose.startsWith('ask the controller') ? `${RECORD}end` : answer,
        })),
        jobs,
      ),
  };
}

/** What the controller remembers of one job, of which accounting says nothing. */
function controller(file: string, text: string): Subject {
  const id = /^JobId=(\d+)/.exec(text)?.[1] ?? 'none';
  return {
    name: `slurm/${file}: controller, job ${id}`,
    body: Buffer.from(text),
    frame: (body) => Buffer.concat([Buffer.from(`${RECORD}${id}\n`), body, Buffer.from(`\n${RECORD}end`)]),
    conclude: (answer) =>
      concludeEndings(
        backend((purpose) => (purpose.startsWith('ask the controller') ? { stdout: answer } : NO_ACCOUNTING)),
        [jobId(id)],
      ),
  };
}

/** Jobs that ended in different ways, or have not. */
const REMEMBERED = /^JobId=(1001|1002|1003|1004|1006|1007|1008|1011) /;

const queue: Subject = {
  name: 'slurm/squeue-unit-separator.txt: queue',
  body: Buffer.from(recordedQueue(MARK, 'ada')),
  frame: (body) => Buffer.concat([Buffer.from('ada\n'), body, Buffer.from(`${MARK}end`)]),
  conclude: (answer) =>
    concludeListing(
      backend((_, script) => {
        const [, mark] = /printf '\\036([0-9a-f]{12})end'/.exec(script) ?? [];
        return { stdout: answer.replaceAll(MARK, `\u001e${mark}`) };
      }),
    ),
};

const room = roomSubjects({
  family: 'slurm',
  texts: {
    user: 'ada\n',
    partitions: recorded('scontrol-show-partition.txt'),
    nodes: recorded('scontrol-show-node.txt'),
    disk: DISK,
  },
  open: (stdout) => backend(() => ({ stdout })),
});

export const subjects: Subjects = [
  ...room,
  ...['sacct-states.txt', 'sacct-steps.txt'].map(accounting),
  ...recorded('scontrol-show-job-oneline.txt')
    .split('\n')
    .filter((line) => REMEMBERED.test(line))
    .map((line) => controller('scontrol-show-job-oneline.txt', line)),
  ...['scontrol-show-job-nodefail.txt', 'scontrol-show-job-running.txt'].map((file) =>
    controller(file, recorded(file).trimEnd()),
  ),
  queue,
];
