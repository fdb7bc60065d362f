import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '../../src/backends/backend.ts';
import { openPbs } from '../../src/backends/pbs/backend.ts';
import { simulatedHost } from '../../src/backends/simulated-host.testdata.ts';
import { type JobId, jobId } from '../../src/engine/ids.ts';
import { PLAIN_SCHEDULER } from '../fakes/plain-scheduler.ts';
import { DISK, roomSubjects } from './room.ts';
import { concludeEndings, concludeListing, type Subject, type Subjects } from './subject.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'src', 'backends', 'pbs', 'fixtures');
/** Stands in answers where the backend's own mark belongs, which it draws anew. */
const MARK = '\u001e<mark>';

const SETTINGS = { ...PLAIN_SCHEDULER, type: 'pbs', queue: null, resourceStyle: null } as const;

const SERVERS = {
  openpbs: 'pbs_version = 23.06.06\n\u001eServer: pbshead\n    job_history_enable = True\n',
  torque: 'Version: 6.1.3\n\u001eServer: tqhead\n    keep_completed = 300\n',
};

/** The long text form of qstat. */
const LONG_FORM = /(?:qstat-x?t?f1?[.-]|^text\.).*\.out$/;
/** The other form, of jobs that are there. */
const OTHER_FORM =
  /(?:qstat-x?t?f-json\.(?!Q-node|R-node|multiday|subjob)|^json\.|^json-rel|qstat-fx\.).*\.out$/;

type Folder = keyof typeof SERVERS;

const IN_TEXT = ['ask the server how jobs ended', 'list the queue'];
const IN_OTHER_FORM = 'ask the server once more how jobs ended';

/** A backend whose server gives this answer when it is asked so, and else knows of nothing. */
function backend(folder: Folder, asked: readonly string[], answer: string): Backend {
  const { host } = simulatedHost((purpose, script) => {
    if (purpose === 'ask which PBS this is') return { stdout: SERVERS[folder] };
    const [, mark = ''] = /printf '\\036([0-9a-f]{12})/.exec(script) ?? [];
    const said = asked.includes(purpose) ? answer : `${MARK}end 0`;
    return { stdout: said.replaceAll(MARK, `\u001e${mark}`) };
  });
  return openPbs(SETTINGS, host);
}

function inText(folder: Folder, file: string): readonly Subject[] {
  const body = readFileSync(join(FIXTURES, folder, file));
  const ids = [...body.toString().matchAll(/^Job Id: (\d+(?:\[\d*\])?)\./gm)].map(([, id = '']) => id);
  const end = Buffer.from(`${MARK}end 0`);
  const endings = {
    name: `${folder}/${file}: endings`,
    body,
    frame: (text: Buffer) => Buffer.concat([text, end]),
    conclude: (answer: string) => concludeEndings(backend(folder, IN_TEXT, answer), single(ids)),
  };
  const queue = {
    name: `${folder}/${file}: queue`,
    body,
    frame: (text: Buffer) => Buffer.concat([Buffer.from('pbsuser\n'), text, end]),
    conclude: (answer: string) => concludeListing(backend(folder, IN_TEXT, answer)),
  };
  // Of an array alone nobody asks how it ended.
  const isAskedFor = ids.every(
    (id) => !id.endsWith('[]') || ids.some((one) => one.startsWith(id.slice(0, -1)) && one !== id),
  );
  return isAskedFor ? [endings, queue] : [queue];
}

/** In this form the server is asked job by job. */
function inOtherForm(folder: Folder, file: string): readonly Subject[] {
  const body = readFileSync(join(FIXTURES, folder, file));
  const ids = body.toString().match(/(?<=^(?:\t\t| {8})"|<Job_Id>)\d+(?:\[\d*\])?(?=\.)/gm) ?? [];
  if (ids.length !== 1) return [];
  return [
    {
      name: `${folder}/${file}: endings`,
      body,
      frame: (text) => Buffer.concat([text, Buffer.from(MARK)]),
      conclude: (answer) => concludeEndings(backend(folder, [IN_OTHER_FORM], answer), single(ids)),
    },
  ];
}

function single(ids: readonly string[]): readonly JobId[] {
  return ids.filter((id) => !id.endsWith('[]')).map(jobId);
}

const ROOM: Readonly<Record<Folder, Readonly<Record<string, string>>>> = {
  openpbs: { server: 'qstat-Bf.out', queues: 'qstat-Qf.out', nodes: 'pbsnodes-a.out' },
  torque: { queues: 'qstat-Qf.out', nodes: 'pbsnodes-a.out' },
};

function room(folder: Folder): readonly Subject[] {
  const recorded = Object.entries(ROOM[folder]).map(([name, file]) => [
    name,
    readFileSync(join(FIXTURES, folder, file), 'utf8'),
  ]);
  return roomSubjects({
    family: folder,
    texts: { user: 'ada\n', ...Object.fromEntries(recorded), disk: DISK },
    open: (answer) => backend(folder, ['ask what the cluster has free'], answer),
  });
}

export const subjects: Subjects = (['openpbs', 'torque'] as const).flatMap((folder) => [
  ...room(folder),
  ...readdirSync(join(FIXTURES, folder)).flatMap((file) => {
    if (OTHER_FORM.test(file)) return inOtherForm(folder, file);
    return LONG_FORM.test(file) && !/json|dsv/.test(file) ? inText(folder, file) : [];
  }),
]);
