import { expect, test } from 'vitest';
import { localHost } from '../transport/local.ts';
import { type Rehearser, rehearse } from './rehearsals.ts';

/** A pretended scheduler: it ends with the code that the script names, and says the script. */
const rehearser: Rehearser = {
  program: 'pretended',
  meaning: (exitCode, said) => (exitCode === 7 ? null : { isTaken: exitCode === 0, startsAt: null, said }),
};

const command = `sh -c 'read -r code rest; echo "said: $rest"; exit "$code"'`;

test('each script gets its own answer, in order, and none is asked about nothing', async () => {
  const host = localHost({ now: Date.now });
  const asked = ["0 it's $HOME\n", '7 x\n', '3 y\n'].map((text) => ({ text, command }));
  const answers = await rehearse(host, asked, rehearser);
  expect(answers).toEqual({
    ok: true,
    value: [
      { isTaken: true, startsAt: null, said: "said: it's $HOME" },
      null,
      { isTaken: false, startsAt: null, said: 'said: y' },
    ],
  });
  expect(host.politeness().total.calls).toEqual({ pretended: 3 });
  expect(await rehearse(host, [], rehearser)).toEqual({ ok: true, value: [] });
  expect(host.politeness().total.calls).toEqual({ pretended: 3 });
  await host.close();
});
