import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '../../src/backends/backend.ts';
import { openPbs } from '../../src/backends/pbs/backend.ts';
import { simulatedHost } from '../../src/backends/simulated-host.testdata.ts';
import { jobId } from '../../src/engine/ids.ts';
import { PLAIN_SCHEDULER } from '../fakes/plain-scheduler.ts';
import { concludeEndings, concludeListing, type Subject, type Subjects } from './subject.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'src', 'backends', 'pbs', 'fixtures');
/** Stands in answers where the backend's own mark belongs, which it draws anew. */
const MARK = '\u001e<mark>';

const SETTINGS = { ...PLAIN_SCHEDULER, type: 'pbs', queue: null, resourceStyle: null } as const;

const SERVERS = {
  openpbs: 'pbs_version = 23.06.06\n\u001eServer: pbshead\n    job_history_enable = True\n',
  torque: 'Version: 6.1.3\n\u001eServer: tqhead\n    keep_completed = 300\n',
};

type Folder = keyof typeof SERVERS;

function backend(folder: Folder, answer: string): Backend {
  const { host } = simulatedHost((purpose, script) => {
    if (purpose === 'ask which PBS this is') return { stdout: SERVERS[folder] };
    const [, mark] = /printf '\\036([0-9a-f]+)end/.exec(script) ?? [];
    return mark === undefined ? {} : { stdout: answer.replaceAll(MARK, `\u001e${mark}`) };
  });
  return openPbs(SETTINGS, host);
}

/** The long text form of qstat. */
function isLongForm(name: string): boolean {
  return (
    /qstat-x?t?f1?[.-]|^text\./.test(name) && !/json|dsv|xml|qstat-fx/.test(name) && name.endsWith('.out')
  );
}

function subjectsOf(folder: Folder, file: string): readonly Subject[] {
  const body = readFileSync(join(FIXTURES, folder, file));
  const name = `${folder}/${file}`;
  const jobs = [...body.toString().matchAll(/^Job Id: (\d+(?:\[\d+\])?)\./gm)].map(([, id = '']) =>
    jobId(id),
  );
  const end = Buffer.from(`${MARK}end 0`);
  return [
    {
      name: `${name}: endings`,
      body,
      frame: (text) => Buffer.concat([text, end]),
      conclude: (answer) => concludeEndings(backend(folder, answer), jobs),
    },
    {
      name: `${name}: queue`,
      body,
      frame: (text) => Buffer.concat([Buffer.from('pbsuser\n'), text, end]),
      conclude: (answer) => concludeListing(backend(folder, answer)),
    },
  ];
}

export const subjects: Subjects = (['openpbs', 'torque'] as const).flatMap((folder) =>
  readdirSync(join(FIXTURES, folder))
    .filter(isLongForm)
    .flatMap((file) => subjectsOf(folder, file)),
);
