import { beforeEach, describe, expect, test } from 'vitest';
import { openPlayground, type Playground } from './playground.testdata.ts';

let jobs: Playground;
beforeEach(async () => {
  jobs = await openPlayground();
  return () => jobs.close();
});

describe('the end record is there', () => {
  test.each([
    ['a child outlives the script', 'sleep 5 & exit 6', 6],
    ['its input and output are closed', 'exec <&- >&- 2>&-; exit 7', 7],
    ['it catches everything', `trap 'exit 9' EXIT; trap '' HUP INT TERM; exit 8`, 9],
    ['it lowers its limits', 'ulimit -f 0 -n 8 -t 5; exit 11', 11],
    ['it overwrites PATH and HOME', 'export PATH=/nonexistent HOME=/nonexistent; exit 12', 12],
    ['it forgets all variables', 'unset $(compgen -v) 2>/dev/null; exit 13', 13],
    [
      'it redefines commands',
      'exit() { :; }; hostname() { false; }; export -f exit hostname; builtin exit 14',
      14,
    ],
    ['it removes all our files', 'rm -rf ~/data/runs; exit 15', 15],
    ['an error ends it', 'set -eu; echo $nothing; exit 0', 1],
    ['a bracket is missing', 'if (true; then exit 0; fi', 2],
    ['another program takes its place', 'exec sh -c "exit 16"', 16],
  ])('although %s', async (_, command, exitCode) => {
    const { request, job } = await jobs.start(command);
    expect(await jobs.endOf(request, job)).toMatchObject({ source: 'record', reason: 'exit', exitCode });
  });

  test('although nothing can be written in its directory', async () => {
    const { request, job } = await jobs.start('touch x || exit 17', { workingDir: '/proc' });
    expect(await jobs.endOf(request, job)).toMatchObject({ source: 'record', exitCode: 17 });
  });

  test.each([
    ['KILL', 9, 'kill -KILL $$'],
    ['SEGV', 11, 'kill -SEGV $$'],
    ['XFSZ', 25, 'ulimit -f 0; echo too long > file'],
    ['TERM to all of the job', 15, 'kill -TERM 0; sleep 60'],
    ['XCPU to all of the job', 24, 'kill -XCPU 0; sleep 60'],
  ])('when it dies of %s', async (_, signal, command) => {
    const { request, job } = await jobs.start(command);
    expect(await jobs.endOf(request, job)).toMatchObject({ source: 'record', reason: 'signal', signal });
  });
});

const RECORDS = '~/data/runs/a1b2c3d4/records';

test('where the end cannot be written (simulated), the rest of the job is as ever, and nobody says how it ended', async () => {
  const { request, job } = await jobs.start(
    `ln -sf /dev/full ${RECORDS}/a1b2c3d4.1.new; touch ~/reached; exit 3`,
  );
  expect(await jobs.endOf(request, job)).toMatchObject({ source: 'queue', reason: 'lost', exitCode: null });
  expect(await jobs.shell(`ls ~/reached ${RECORDS}`)).not.toContain('.end');
});

describe('on a small disk (only where this user may mount one)', async () => {
  const trial = await openPlayground();
  const may = (await trial.shell(mounting('~/trial'))) === 'mounted\n';
  await trial.shell('umount ~/trial');
  await trial.close();

  test.runIf(may)('that fills up while the job runs, the end record is there', async () => {
    expect(await jobs.shell(mounting(RECORDS))).toBe('mounted\n');
    const fill = `cat /dev/zero > ${RECORDS}/zeros; echo more > ${RECORDS}/more && exit 1; exit 19`;
    const { request, job } = await jobs.start(fill);
    const ending = await jobs.endOf(request, job);
    await jobs.shell(`umount ${RECORDS}`);
    expect(ending).toMatchObject({ source: 'record', exitCode: 19 });
  });
});

function mounting(folder: string): string {
  return `mkdir -p ${folder}; mount -t tmpfs -o size=16k small ${folder} 2>/dev/null && echo mounted\n`;
}
