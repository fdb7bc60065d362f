// @module-tag slow
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Channel, type ChannelOptions, openChannel } from './channel.ts';

const options = (argv: ChannelOptions['argv'], more: Partial<ChannelOptions> = {}): ChannelOptions => ({
  argv,
  openLimitMs: 10_000,
  dropSignal: 'SIGHUP',
  ...more,
});

async function opened(...argv: ChannelOptions['argv']): Promise<Channel> {
  const result = await openChannel(options(argv));
  if (!result.ok) throw new Error(result.failure.stderr);
  onTestFinished(() => result.channel.drop());
  return result.channel;
}

const command = (script: string, timeLimitMs = 10_000) => ({ script, purpose: 'test', timeLimitMs });

describe('opening a channel', () => {
  test('passes over what is printed before the shell answers', async () => {
    const channel = await opened('/bin/sh', '-c', 'echo hello; printf noise >&2; exec sh');
    expect(await channel.run(command('echo mine'))).toMatchObject({
      is: 'answered',
      stdout: 'mine\n',
      stderr: '',
    });
    expect(channel.shellPid).toBeGreaterThan(1);
  });

  test('tells what was printed when no shell answers', async () => {
    const result = await openChannel(options(['/bin/sh', '-c', 'echo out; echo "no entry" >&2; exit 9']));
    expect(result).toEqual({
      ok: false,
      failure: { timedOut: false, exitCode: 9, startError: null, stdout: 'out\n', stderr: 'no entry\n' },
    });
  });

  test('tells that the program is missing', async () => {
    const result = await openChannel(options(['/no/such/program']));
    expect(result).toMatchObject({ ok: false, failure: { startError: expect.stringContaining('ENOENT') } });
  });

  test('ends at its time limit, and when it is stopped', async () => {
    const deaf = ['sleep', '1000'] as const;
    expect(await openChannel(options(deaf, { openLimitMs: 50 }))).toMatchObject({
      ok: false,
      failure: { timedOut: true },
    });
    const stop = new AbortController();
    const opening = openChannel(options(deaf, { signal: stop.signal }));
    stop.abort();
    expect(await opening).toMatchObject({ ok: false, failure: { timedOut: false } });
  });
});

describe('a channel', () => {
  test('ignores what an earlier command left in the background prints', async () => {
    const channel = await opened('/bin/sh');
    await channel.run(command('(while :; do echo left; sleep 0.01; done) & echo $! >&2'));
    for (let turn = 0; turn < 5; turn += 1) await channel.run(command('sleep 0.02'));
    expect(channel.isOpen).toBe(true);
  });

  test('is no longer open after its shell has ended, and says so to the command under way', async () => {
    const channel = await opened('/bin/sh');
    const answer = await channel.run(command('echo before; kill -KILL $$; sleep 1'));
    expect(answer).toMatchObject({ is: 'ended', exitCode: null });
    expect(channel.isOpen).toBe(false);
    expect(() => channel.run(command('true'))).toThrow('while it is open');
  });

  test('runs what is sent meanwhile afterwards, each with its own answer', async () => {
    const channel = await opened('/bin/sh');
    const commands = [1, 2, 3].map((turn) => command(`echo ${turn}; echo e${turn} >&2; exit ${turn}`));
    expect(await Promise.all(commands.map((one) => channel.run(one)))).toMatchObject(
      [1, 2, 3].map((turn) => ({ exitCode: turn, stdout: `${turn}\n`, stderr: `e${turn}\n` })),
    );
  });

  test('counts the time of a command from when its turn came', async () => {
    const channel = await opened('/bin/sh');
    const [long, behind] = [channel.run(command('sleep 2')), channel.run(command('true', 1900))];
    const [first, second] = [await long, await behind];
    expect([first.is, second.is]).toEqual(['answered', 'answered']);
    expect(second.durationMs).toBeLessThan(first.durationMs);
  });

  test('gives up with a command that passed its time limit what was sent behind it', async () => {
    const channel = await opened('/bin/sh');
    const [first, second] = [channel.run(command('sleep 1000', 200)), channel.run(command('echo never'))];
    expect([(await first).is, await second]).toMatchObject([
      'late',
      { is: 'ended', stdout: '', durationMs: 0 },
    ]);
  });

  test('is no longer open after a command passed its time limit', async () => {
    const channel = await opened('/bin/sh');
    expect(await channel.run(command('echo some; sleep 1000', 200))).toMatchObject({
      is: 'late',
      stdout: 'some\n',
    });
    expect(channel.isOpen).toBe(false);
  });
});
