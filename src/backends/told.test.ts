import { expect, test } from 'vitest';
import { localHost } from '../transport/local.ts';
import { readTold, TELL, untold } from './told.ts';

async function answers(script: string) {
  const host = localHost({ now: Date.now });
  const { stdout } = await host.run({ script: TELL + script, purpose: 'ask', timeLimitMs: 10_000 });
  await host.close();
  return readTold(stdout);
}

test('each question has its answer, and one that fails leaves the others alone (a real sh)', async () => {
  const told = await answers(`told first echo one two
told second sh -c 'echo half; echo why >&2; echo "and  where" >&2; exit 3'
told missing no-such-program x
told silent false
told noisy sh -c 'echo fine; echo a warning >&2'
told odd printf '\\037a\\037\\n'
`);
  expect(told.get('first')).toEqual({ text: 'one two\n', failure: null });
  expect(told.get('second')).toEqual({ text: 'half\n', failure: 'why and  where' });
  expect(told.get('missing')?.failure).toMatch(/no-such-program.*not found/);
  expect(told.get('silent')).toEqual({ text: '', failure: 'exit code 1' });
  expect(told.get('noisy')).toEqual({ text: 'fine\n', failure: null });
  expect(told.get('odd')).toEqual({ text: '\u001fa\u001f\n', failure: null });
  expect(untold(told, { first: 'A is', second: 'B is', last: 'C is' })).toEqual([
    'B is not told: why and  where',
    'C is not told: the answer was cut off',
  ]);
});

test('an answer that was cut off anywhere is none', () => {
  const whole = '\u001efirst\none\n\u001f0\u001f\u001esecond\ntwo\n\u001f0\u001f';
  expect([...readTold(whole).keys()]).toEqual(['first', 'second']);
  for (let length = 0; length < whole.length - 1; length += 1)
    expect(readTold(whole.slice(0, length)).has('second'), String(length)).toBe(false);
});
