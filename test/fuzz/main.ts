import { parseArgs } from 'node:util';
import { Fuzz, findSubjects } from './play.ts';

const usage = `usage: npm run fuzz -- [--minutes N] [--seed N] [--cases N]
Mutilates what real schedulers printed and looks what is concluded from it. Ends with 1 at the first answer from which anything
false is. --seed begins with this case (default: by the clock), --cases ends after so many (1 repeats a finding).`;

const MINUTE_MS = 60_000;
const options = { minutes: { type: 'string' }, seed: { type: 'string' }, cases: { type: 'string' } } as const;

process.exitCode = await main();

async function main(): Promise<number> {
  const numbers = read();
  if (numbers === null) {
    console.error(usage);
    return 2;
  }
  const { minutes, seed, cases } = numbers;
  const fuzz = new Fuzz(await findSubjects());
  const endAt = Date.now() + minutes * MINUTE_MS;
  let played = 0;
  for (; played < cases && Date.now() < endAt; played += 1) {
    const finding = await fuzz.play(seed + played);
    if (finding === null) continue;
    const { subject, mutilation, fault, answer } = finding;
    console.log(`--- the answer\n${answer}\n--- ${subject}, ${mutilation}\n${fault}`);
    console.log(`Again: npm run fuzz -- --cases 1 --seed ${finding.seed}`);
    return 1;
  }
  console.log(`${played} answers from seed ${seed} on: nothing false was concluded`);
  return 0;
}

/** Null when something is not a whole number or not known. */
function read(): { readonly minutes: number; readonly seed: number; readonly cases: number } | null {
  try {
    const { values } = parseArgs({ options });
    const minutes = Number(values.minutes ?? 1);
    const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
    const cases = Number(values.cases ?? Number.MAX_SAFE_INTEGER);
    return minutes > 0 && Number.isInteger(seed) && Number.isInteger(cases) ? { minutes, seed, cases } : null;
  } catch {
    return null;
  }
}
