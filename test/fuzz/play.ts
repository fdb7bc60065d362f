import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Chance } from '../simulation/chance.ts';
import { faultOf } from './judge.ts';
import { MUTILATION_NAMES, MUTILATIONS, type MutilationName } from './mutilations.ts';
import type { Conclusion, Subject, Subjects } from './subject.ts';

/** One answer that was mutilated, found again by its seed. */
export interface Finding {
  readonly seed: number;
  readonly subject: string;
  readonly mutilation: MutilationName;
  readonly fault: string;
  readonly answer: string;
}

/** The subjects of all families: each has a table of its own in this folder. */
export async function findSubjects(): Promise<Subjects> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.subjects.ts'));
  const tables = await Promise.all(
    files.map(
      (file) =>
        import(/* @vite-ignore */ pathToFileURL(join(import.meta.dirname, file)).href) as Promise<{
          subjects: Subjects;
        }>,
    ),
  );
  return tables.flatMap(({ subjects }) => subjects);
}

/** Plays cases, one for each seed, and knows what the whole answers say. */
export class Fuzz {
  readonly #subjects: Subjects;
  readonly #truths = new Map<Subject, Conclusion>();

  constructor(subjects: Subjects) {
    this.#subjects = subjects;
  }

  /** @throws Error for a recording of which even the whole cannot be read. */
  async truth(subject: Subject): Promise<Conclusion> {
    const known = this.#truths.get(subject);
    if (known !== undefined) return known;
    const truth = await subject.conclude(subject.frame(subject.body).toString());
    if (truth === null) throw new Error(`${subject.name}: the whole answer cannot be read`);
    this.#truths.set(subject, truth);
    return truth;
  }

  /** Null when all is well. */
  async play(seed: number): Promise<Finding | null> {
    const chance = new Chance(seed);
    const subject = chance.pick(this.#subjects);
    const mutilation = chance.pick(MUTILATION_NAMES);
    const { rule, apply } = MUTILATIONS[mutilation];
    const answer = apply(subject, chance).toString();
    const found = await subject.conclude(answer).catch((error: unknown) => String(error));
    const fault =
      typeof found === 'string' ? `thrown: ${found}` : faultOf(rule, await this.truth(subject), found);
    return fault === null ? null : { seed, subject: subject.name, mutilation, fault, answer };
  }
}
