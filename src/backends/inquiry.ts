import type { Ending, NotAsked } from '../engine/evidence.ts';
import { ok, type Result } from '../engine/result.ts';
import type { EndingQuestion, Inquiry } from './backend.ts';
import { inParts } from './parts.ts';

/** What came of asking each of them; null for one whom nobody had to ask. */
export type Answerers = Readonly<Partial<Record<Ending['source'], Result<unknown> | null>>>;

/** Endings, with those who were asked and those who could not be. */
export function inquiry(endings: readonly Ending[], answerers: Answerers): Inquiry {
  const answers = Object.entries(answerers) as [Ending['source'], Result<unknown> | null][];
  const asked = answers.flatMap(([source, answer]) => (answer?.ok ? [source] : []));
  const notAsked = answers.flatMap(([source, answer]): NotAsked[] =>
    answer === null || answer.ok ? [] : [{ source, problem: answer.problem }],
  );
  return { endings, asked, notAsked };
}

/** Asks about so many jobs at a time. A problem of one part is that of the whole. */
export async function inquireInParts(
  questions: readonly EndingQuestion[],
  most: number,
  inquire: (questions: readonly EndingQuestion[]) => Promise<Result<Inquiry>>,
): Promise<Result<Inquiry>> {
  const inquiries: Inquiry[] = [];
  for (const part of inParts(questions, most)) {
    const some = await inquire(part);
    if (!some.ok) return some;
    inquiries.push(some.value);
  }
  return ok(joined(inquiries));
}

/** Who did not answer once has not been asked. */
function joined(inquiries: readonly Inquiry[]): Inquiry {
  const notAsked = new Map(inquiries.flatMap((one) => one.notAsked.map((each) => [each.source, each])));
  const asked = new Set(inquiries.flatMap((one) => one.asked.filter((source) => !notAsked.has(source))));
  return {
    endings: inquiries.flatMap(({ endings }) => endings),
    asked: [...asked],
    notAsked: [...notAsked.values()],
  };
}
