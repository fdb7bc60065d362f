import { describe, expect, test } from 'vitest';
import { hostSuite } from './host.testsuite.ts';
import { localHost } from './local.ts';

describe('the local host', () => {
  hostSuite(async () => {
    const host = localHost({ now: Date.now });
    return { host, close: () => host.close() };
  });

  test('gives commands the environment that it was given', async () => {
    const host = localHost({ now: Date.now, environment: { PATH: '/usr/bin:/bin', COLOUR: 'blue' } });
    const outcome = await host.run({ script: 'echo $COLOUR$USER', purpose: 'test', timeLimitMs: 10_000 });
    expect(outcome.stdout).toBe('blue\n');
    await host.close();
  });

  test('answers what is under way when it is closed, and runs nothing after', async () => {
    const host = localHost({ now: Date.now });
    const run = (script: string) => host.run({ script, purpose: 'test', timeLimitMs: 10_000 });
    const file = (await run('mktemp')).stdout.trim();
    const underWay = run(`echo begun >${file}; sleep 1000`);
    await run(`until [ -s ${file} ]; do sleep 0.02; done; rm ${file}`);
    await host.close();
    expect((await underWay).problem?.code).toBe('no-answer');
    expect((await run('true')).problem?.code).toBe('unreachable');
  });
});
