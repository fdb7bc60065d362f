import { TaskComparer, type TaskComparison } from '../engine/compare-tasks.ts';
import { costedWords, dollarWords } from '../engine/cost-words.ts';
import type { RunId } from '../engine/ids.ts';
import type { RunInfo } from '../engine/run.ts';
import type { RunRow } from '../store/store.ts';
import { taskPages } from '../store/task-pages.ts';
import type { ServerContext } from './context.ts';
import { absoluteWords, durationWords } from './times.ts';
import { countsSentence, numberWords } from './words.ts';

/** Reads all tasks of both runs, page by page. @throws StoreError */
export async function compareTasks(
  { store, orders }: ServerContext,
  a: RunId,
  b: RunId,
): Promise<TaskComparison> {
  const prices = orders.costs.prices();
  const comparer = new TaskComparer(prices?.ok === true ? prices.value.prices : new Map());
  for await (const rows of taskPages(store, a))
    for (const { task, state } of rows) comparer.addA(task, state);
  for await (const rows of taskPages(store, b))
    for (const { task, state } of rows) comparer.addB(task, state);
  return comparer.result();
}

/** One line of a table of two. */
export interface ComparedFact {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

/** What the runs are, beside each other. */
export function compareRuns({ orders, now }: ServerContext, a: RunRow, b: RunRow): readonly ComparedFact[] {
  const fact = (name: string, of: (run: RunRow) => string): ComparedFact => ({ name, a: of(a), b: of(b) });
  const facts = [
    fact('Workflow', ({ info }) => info.title ?? info.workflow),
    fact('State', ({ status, counts, cancel }) => `${status}: ${countsSentence(counts, cancel !== null)}`),
    fact('Commit', ({ info }) => info.git?.commit.slice(0, 12) ?? ''),
    fact('Branch', ({ info }) => info.git?.branch ?? ''),
    fact('Backend', ({ info }) => info.backend),
    fact('Labels', ({ labels }) => labels.join(', ')),
    fact('Started', ({ info }) => absoluteWords(info.createdAt)),
    fact('Took', ({ info, endedAt }) => durationWords((endedAt ?? now()) - info.createdAt)),
    fact('Cost, est.', (run) => {
      const cost = orders.costs.now(run);
      return cost === null ? '' : `${dollarWords(cost.spent)}, ${costedWords(cost)}`;
    }),
    fact('Tasks at a time', ({ info }) =>
      info.maxConcurrent === null ? '' : `at most ${numberWords(info.maxConcurrent)}`,
    ),
  ];
  return facts.filter(({ a: left, b: right }) => left !== '' || right !== '');
}

/** Variables of named environments, and the rules about variables, that are not the same in both. */
export function compareVariables(a: RunInfo, b: RunInfo): readonly ComparedFact[] {
  const left = variablesOf(a);
  const right = variablesOf(b);
  const names = [...new Set([...left.keys(), ...right.keys()])].toSorted();
  return names
    .map((name) => ({ name, a: left.get(name) ?? '', b: right.get(name) ?? '' }))
    .filter((fact) => fact.a !== fact.b);
}

function variablesOf({ environments, rules = [] }: RunInfo): ReadonlyMap<string, string> {
  const ofEnvironments = environments.flatMap(({ name, variables, extraInit }) => [
    ...Object.entries(variables).map(([key, value]) => [`${name}: ${key}`, value] as const),
    [`${name}: shell lines`, extraInit] as const,
  ]);
  const ofRules = rules.map(
    ({ source, ...layer }) => [`rules of the ${source}`, JSON.stringify(layer)] as const,
  );
  return new Map([...ofEnvironments, ...ofRules]);
}
