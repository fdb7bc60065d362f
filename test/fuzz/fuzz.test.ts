import { expect, test } from 'vitest';
import { Fuzz, findSubjects } from './play.ts';

// A short look; `npm run fuzz -- --minutes 60` is the long one.
const CASES = 15_000;
const LIMIT_MS = 60_000;

const subjects = await findSubjects();
const fuzz = new Fuzz(subjects);

test.each(subjects.map((subject) => [subject.name, subject] as const))(
  'the whole of %s can be read',
  async (_, subject) => {
    await expect(fuzz.truth(subject)).resolves.toBeDefined();
  },
);

test('nothing false is concluded from mutilated answers', { timeout: LIMIT_MS }, async () => {
  for (let seed = 1; seed <= CASES; seed += 1) expect(await fuzz.play(seed)).toBeNull();
});
