import { expect, test } from 'vitest';
import { runWith, startFakeServer } from './testing.ts';
import { VERSION } from './version.ts';

test('the help names every command and ends with 0, on standard output', async () => {
  const { exitCode, out, err } = await runWith(['--help']);
  expect(exitCode).toBe(0);
  expect(err).toBe('');
  for (const word of ['workflow', 'run', 'task', 'backend', 'demo', '--config', '--host', '--port']) {
    expect(out).toContain(word);
  }
});

test('the help of a noun names its verbs, and nothing that is none', async () => {
  const { exitCode, out } = await runWith(['source', '--help']);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/ {2}list .*\n {2}view .*\n {2}sync .*\n$/);
});

test('the version is that of the package', async () => {
  expect(await runWith(['--version'])).toEqual({ exitCode: 0, out: `${VERSION}\n`, err: '' });
});

test.each([
  [['rnu'], "did you mean 'run'?"],
  [['run', 'lst'], 'Did you mean list?'],
  [['run', 'list', '--limt', '3'], 'Did you mean --limit?'],
  [['run', 'list', '--host', 'x'], "unknown option '--host'"],
  [['run', 'list', '--limit', '0'], 'whole number above 0'],
  [['run', 'view'], "missing required argument 'id'"],
  [['--port', '99999'], 'port number'],
  [['--port', '9000', 'run', 'list'], "'--port' is the server's: 'run' would not go by it"],
  [['-c', 'x.yaml', 'run', 'list'], "'--config' is the server's"],
  [['task', 'run', 'hostname'], "required option '--backend <name>'"],
  [['task', 'run', '--backend', 'b', '--env', 'nonsense', 'hostname'], 'NAME=VALUE'],
])('%j is wrong usage: a sentence on standard error and exit code 2', async (words, sentence) => {
  const { exitCode, out, err } = await runWith(words);
  expect(exitCode).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(sentence);
});

test('where no server answers, the message says how to start one', async () => {
  const gone = await startFakeServer({});
  await gone.stop();
  const { exitCode, out, err } = await runWith(['run', 'list', '--server', gone.url]);
  expect(exitCode).toBe(1);
  expect(out).toBe('');
  expect(err).toBe(`scripthut: no server answers at ${gone.url}; start one with "scripthut"\n`);
});

test('the server is the one of --server, else that of SCRIPTHUT_SERVER', async () => {
  const [first, second] = [await startFakeServer(NO_RUNS), await startFakeServer(NO_RUNS)];
  const env = { SCRIPTHUT_SERVER: second.url };
  await runWith(['run', 'list', '--server', `${first.url}/`], { env });
  expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
  await runWith(['run', 'list'], { env });
  expect([first.asked.length, second.asked.length]).toEqual([1, 1]);
  await Promise.all([first.stop(), second.stop()]);
});

test('an address that is none is wrong usage', async () => {
  const { exitCode, err } = await runWith(['run', 'list', '--server', 'ftp://x']);
  expect(exitCode).toBe(2);
  expect(err).toContain("'ftp://x' is not the address of a server");
});

const NO_RUNS = { 'GET /api/v1/runs?limit=20': { runs: [] } };
