// @module-tag slow
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runId, submissionToken, type Token } from '../engine/ids.ts';
import { localHost } from '../transport/local.ts';
import { quote } from '../transport/quote.ts';
import { type LedgerEntry, ledgerLookup, ledgerScript, parseLedgerAnswers } from './ledger.ts';

const host = localHost({ now: Date.now });
const shells: string[] = [];
for (const shell of ['dash', 'bash', 'busybox sh']) {
  const found = await host.run({ script: `${shell} -c true`, purpose: 'find a shell', timeLimitMs: 10_000 });
  if (found.exitCode === 0) shells.push(shell);
}
afterAll(() => host.close());

const dead = `${hostname()}/999999999\n`;
const HASTY = { lockSeconds: 1, silenceSeconds: 1 };
const token = submissionToken(runId('a1b2c3d4'), 1);
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ledger '));
  return () => rm(folder, { recursive: true, force: true });
});

/** Stands for sbatch: keeps what it gets, and numbers the jobs. */
async function fakeScheduler(body = ''): Promise<string> {
  const file = path.join(folder, 'sbatch');
  const text = `#!/bin/sh\ncd ${quote(folder)}\n${body}\ncat > "got.$$"\necho called >> calls\nwc -l < calls\n`;
  await writeFile(file, text);
  await chmod(file, 0o755);
  return quote(file);
}

function entry(command: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  const logs = path.join(folder, 'logs', 'of it');
  return {
    token,
    ledger: path.join(folder, 'ledger'),
    folders: [logs],
    command,
    script: '#!/bin/sh\n',
    ...more,
  };
}

async function run(shell: string, script: string) {
  const file = path.join(folder, 'script');
  await writeFile(file, script);
  const outcome = await host.run({ script: `${shell} ${quote(file)}`, purpose: 'test', timeLimitMs: 60_000 });
  expect(outcome).toMatchObject({ stderr: '', problem: null });
  return parseLedgerAnswers(outcome.stdout);
}

async function calls(): Promise<number> {
  return (await readFile(path.join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').length - 1;
}

describe.each(shells)('the ledger script in %s', (shell) => {
  test('hands a job over once, however often it is run', async () => {
    const script = ledgerScript([entry(await fakeScheduler())]);
    const first = await run(shell, script);
    expect(first.get(token)).toEqual({ is: 'accepted', exitCode: 0, said: '1' });
    expect(await run(shell, script)).toEqual(first);
    expect(await run(shell, ledgerLookup([entry('')]))).toEqual(first);
    expect(await calls()).toBe(1);
    expect(await readdir(path.join(folder, 'ledger'))).toEqual([token]);
  });

  test('hands a job over once when two do it at the same time', async () => {
    const script = ledgerScript([entry(await fakeScheduler('sleep 0.3'))]);
    const answers = await Promise.all([run(shell, script), run(shell, script)]);
    expect(answers.map((answer) => answer.get(token)?.said)).toEqual(['1', '1']);
    expect(await calls()).toBe(1);
  });

  test('hands a job over once when the shell around the first is killed, and the second comes meanwhile', async () => {
    const script = ledgerScript([entry(await fakeScheduler('touch begun; sleep 1'))]);
    const file = path.join(folder, 'first');
    await writeFile(file, `(eval "$(cat ${quote(`${file}.text`)})")\ntrue\n`);
    await writeFile(`${file}.text`, script);
    const kill = `${shell} ${quote(file)} >/dev/null & first=$!
until [ -e ${quote(path.join(folder, 'begun'))} ]; do sleep 0.05; done
kill -KILL $first; wait $first`;
    await host.run({ script: kill, purpose: 'test', timeLimitMs: 10_000 });
    expect((await run(shell, script)).get(token)?.said).toBe('1');
    expect(await calls()).toBe(1);
  });

  test('passes scripts on byte for byte', async () => {
    const text = `#!/bin/sh\r\n\tit's "x" $(id) \`id\` \\\n\\n END_OF_SCRIPT\nEND_OF_SCRIPT\n日本語 😀 \u0001\u007f\u0081\n${'x'.repeat(300_000)}\n`;
    await run(shell, ledgerScript([entry(await fakeScheduler(), { script: text })]));
    const got = (await readdir(folder)).find((name) => name.startsWith('got.'));
    expect((await readFile(path.join(folder, got ?? ''), 'utf8')) === text).toBe(true);
  });

  test('a refusal is told with its text, and may be tried again', async () => {
    const failing = await fakeScheduler(`echo 'error: "no"' >&2; exit 3`);
    const answers = await run(shell, ledgerScript([entry(failing)]));
    expect(answers.get(token)).toEqual({ is: 'failed', exitCode: 3, said: 'error: "no"' });
    const again = await run(shell, ledgerScript([entry(await fakeScheduler())]));
    expect(again.get(token)?.is).toBe('accepted');
  });

  test('each of many is answered, whatever the others are', async () => {
    const good = await fakeScheduler();
    const tokens = [1, 2, 3].map((number) => submissionToken(runId('a1b2c3d4'), number));
    const [one, two, three] = tokens as [Token, Token, Token];
    const entries = [
      entry(good, { token: one }),
      entry('false', { token: two }),
      entry(good, { token: three }),
    ];
    const answers = await run(shell, ledgerScript(entries));
    expect(tokens.map((each) => answers.get(each)?.is)).toEqual(['accepted', 'failed', 'accepted']);
  });

  test('folders are made; one that cannot be made is told', async () => {
    const command = await fakeScheduler();
    const answers = await run(shell, ledgerScript([entry(command, { folders: ['/dev/null/x'] })]));
    expect(answers.get(token)).toMatchObject({
      is: 'no-folder',
      said: expect.stringContaining('/dev/null'),
    });
    expect(await calls()).toBe(0);
    await run(shell, ledgerScript([entry(command)]));
    expect(await readdir(path.join(folder, 'logs'))).toEqual(['of it']);
  });

  test.each([
    ['in which no file can be made', { ledger: '/sys/kernel' }, ''],
    ['whose folder cannot be made (any more)', { ledger: '/dev/null/x' }, ''],
    ['on a full disk', {}, "trap '' XFSZ; ulimit -f 0\n"],
  ])('a ledger %s stops the submission before it', async (_, where, before) => {
    const command = await fakeScheduler();
    const answers = await run(shell, ledgerScript([entry(command, where)], before));
    expect(answers.get(token)?.is).toBe('no-ledger');
    expect(answers.get(token)?.said).not.toBe('');
    expect(await calls()).toBe(0);
  });

  test('the lock of a dead process is broken, that of a living one is not', async () => {
    const lock = path.join(folder, 'ledger', `${token}.lock`);
    await mkdir(path.dirname(lock));
    await writeFile(lock, dead);
    const command = await fakeScheduler();
    expect((await run(shell, ledgerScript([entry(command)]))).get(token)?.is).toBe('accepted');
    const other = entry(command, { token: submissionToken(runId('a1b2c3d4'), 2) });
    const living = `${hostname()}/${process.pid}\n`;
    await writeFile(path.join(folder, 'ledger', `${other.token}.lock`), living);
    expect((await run(shell, ledgerScript([other], '', HASTY))).get(other.token)?.is).toBe('locked');
    expect(await calls()).toBe(1);
  });

  const lookUp = (body: string) => `look_up() { ${body}; }\n`;

  test('what a dead process got from the scheduler is found before anything is handed over again', async () => {
    await mkdir(path.join(folder, 'ledger'));
    await writeFile(path.join(folder, 'ledger', `${token}.lock`), dead);
    const script = ledgerScript([entry(await fakeScheduler())], lookUp('echo "job of $1"'));
    expect((await run(shell, script)).get(token)).toEqual({
      is: 'accepted',
      exitCode: 0,
      said: `job of ${token}`,
    });
    expect((await run(shell, ledgerLookup([entry('')]))).get(token)?.said).toBe(`job of ${token}`);
    expect(await calls()).toBe(0);
  });

  test.each(['', '12'])('a line %j that was cut in the ledger is no answer', async (line) => {
    await mkdir(path.join(folder, 'ledger'));
    await writeFile(path.join(folder, 'ledger', token), line);
    expect(await run(shell, ledgerLookup([entry('')]))).toEqual(new Map());
    const script = ledgerScript([entry(await fakeScheduler())], lookUp('echo 1234'));
    expect((await run(shell, script)).get(token)).toMatchObject({ is: 'accepted', said: '1234' });
    expect((await run(shell, ledgerLookup([entry('')]))).get(token)?.said).toBe('1234');
    expect(await calls()).toBe(0);
  });

  test('what a dead process got is found by the record that its job wrote', async () => {
    await mkdir(path.join(folder, 'ledger'));
    await mkdir(path.join(folder, 'records'));
    await writeFile(path.join(folder, 'records', `${token}.start`), 'job=77\nhost=c1\n');
    await writeFile(path.join(folder, 'ledger', `${token}.lock`), dead);
    const script = ledgerScript([entry(await fakeScheduler())]);
    expect((await run(shell, script)).get(token)?.said).toBe('77');
    expect(await calls()).toBe(0);
  });

  test('what was found is not handed over again, also when the ledger cannot keep it', async () => {
    await mkdir(path.join(folder, 'ledger'));
    await writeFile(path.join(folder, 'ledger', `${token}.lock`), dead);
    const fails = `printf() { case $#,$2 in 2,5) return 1 ;; esac; command printf "$@"; }\n`;
    const script = ledgerScript([entry(await fakeScheduler())], fails + lookUp('echo 5'));
    expect((await run(shell, script)).get(token)).toMatchObject({ is: 'accepted', said: '5' });
    expect(await calls()).toBe(0);
  });

  test('while nobody can say what a dead process got, nothing is handed over, however often it is tried', async () => {
    await mkdir(path.join(folder, 'ledger'));
    await writeFile(path.join(folder, 'ledger', `${token}.lock`), dead);
    const script = ledgerScript([entry(await fakeScheduler())], lookUp('echo "no contact"; return 1'));
    for (const _ of [1, 2]) {
      expect((await run(shell, script)).get(token)).toMatchObject({ is: 'locked', said: 'no contact' });
    }
    expect(await calls()).toBe(0);
    const again = ledgerScript([entry(await fakeScheduler())], lookUp(':'));
    expect((await run(shell, again)).get(token)).toMatchObject({ is: 'accepted', said: '1' });
  });

  test('after a submission that failed the scheduler is looked at first: it may have taken it all the same', async () => {
    const refuses = await fakeScheduler('echo timed out; exit 1');
    expect((await run(shell, ledgerScript([entry(refuses)]))).get(token)?.is).toBe('failed');
    const script = ledgerScript([entry(await fakeScheduler())], lookUp('echo 5'));
    expect((await run(shell, script)).get(token)).toMatchObject({ is: 'accepted', said: '5' });
    expect(await calls()).toBe(0);
  });

  test('after a failure that took long the rest is not tried', async () => {
    const slow = await fakeScheduler('sleep 2; exit 1');
    const second = submissionToken(runId('a1b2c3d4'), 2);
    const answers = await run(shell, ledgerScript([entry(slow), entry(slow, { token: second })], '', HASTY));
    expect([answers.get(token)?.is, answers.get(second)?.is]).toEqual(['failed', 'skipped']);
  });
});

test('answers cut at any place are whole or missing', () => {
  const output = `banner\n${token} accepted 0 31 .\nb1b2c3d4.2 failed 1 6e6f .\nb1b2c3d4.3 accepted 0 =1017 .\n`;
  const whole = parseLedgerAnswers(output);
  expect([...whole.values()].map(({ said }) => said)).toEqual(['1', 'no', '1017']);
  for (let end = 0; end < output.length; end += 1) {
    for (const [each, answer] of parseLedgerAnswers(output.slice(0, end)))
      expect(answer).toEqual(whole.get(each));
  }
  expect(parseLedgerAnswers(output + output)).toEqual(whole);
});
