import { expect, it } from 'vitest';
import type { PriceList } from './cost.ts';
import { costedWords, dollarWords, expectedCostWords, priceSentences, runCostWords } from './cost-words.ts';
import { problem } from './problem.ts';

it.each([
  [0, '$0.00'],
  [0.00004, 'under $0.0001'],
  [0.0042, '$0.0042'],
  [0.09, '$0.09'],
  [0.1275, '$0.13'],
  [3.1, '$3.10'],
  [1204, '$1,204.00'],
])('%d dollars are told as %s', (dollars, words) => {
  expect(dollarWords(dollars)).toBe(words);
});

const cost = { spent: 3.1, costed: 8, uncosted: 2, forecast: null };

it('a cost is told as an estimate, with what is to come and how sure that is', () => {
  const forecast = { total: 4.4, tasks: 2, isUpperBound: false };
  expect(runCostWords(cost)).toBe('est. $3.10');
  expect(runCostWords({ ...cost, forecast })).toBe('est. $3.10 of ~$4.40');
  expect(runCostWords({ ...cost, forecast: { ...forecast, isUpperBound: true } })).toBe(
    'est. $3.10 of at most ~$4.40',
  );
  expect(costedWords(cost)).toBe('8/10 tasks costed');
});

it('what is expected is told with what it counts', () => {
  const forecast = { total: 4.4, tasks: 10, isUpperBound: true };
  const expected = { spent: 0, costed: 0, uncosted: 10, forecast };
  expect(expectedCostWords(expected)).toBe('est. at most $4.40, by the time limits');
  expect(expectedCostWords({ ...expected, forecast: { ...forecast, tasks: 8 } })).toBe(
    'est. at most $4.40, by the time limits, 8 of 10 tasks counted',
  );
  expect(expectedCostWords(cost)).toBeNull();
});

it('prices are told with the machines they are of, and why there are none', () => {
  const list: PriceList = {
    region: 'us-east-1',
    priceType: 'ondemand',
    prices: new Map([['normal', { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.17 }]]),
    readAt: 0,
    gaps: ["gpu: there is no instance type 'p9'"],
  };
  expect(priceSentences(null)).toEqual([]);
  expect(priceSentences({ ok: true, value: list })).toEqual([
    'Prices of us-east-1, ondemand: normal as c5.xlarge (4 vCPU, $0.17 an hour).',
    "No costs for gpu: there is no instance type 'p9'.",
  ]);
  expect(priceSentences({ ok: false, problem: problem('unreachable', 'nobody is there') })).toEqual([
    'Costs are not shown: nobody is there.',
  ]);
});
