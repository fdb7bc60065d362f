import { describe, expect, it } from 'vitest';
import { matchPrices, type Partitions } from './match-prices.ts';
import { type PriceTable, readPriceTable, writePriceTable } from './price-table.ts';
import { listEntry } from './pricing.testdata.ts';

const MARKET = { region: 'us-east-1', priceType: 'ondemand' } as const;
const FROM = { label: 'the list', readAt: 1 };

function tableOf(list: unknown, market = MARKET): Promise<PriceTable> {
  return readPriceTable(chunksOf(JSON.stringify(list)), market);
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const LIST = [
  listEntry('c5.xlarge', 4, '0.17'),
  listEntry('c5.2xlarge', 8, '0.34'),
  listEntry('odd.metal', 2, 'N/A'),
];

describe('a table of prices', () => {
  it('has what an entry says of the market', async () => {
    const { types, regions } = await tableOf(LIST);
    expect(types.get('c5.xlarge')).toEqual({ vcpus: 4, perHour: 0.17 });
    expect(types.get('odd.metal')).toEqual({ vcpus: 2, perHour: null });
    expect([...regions]).toEqual(['us-east-1', 'eu-west-1']);
  });

  it.each([
    ['nothing', null],
    ['a number', 3],
    ['an entry without a name', { vCPU: 4 }],
    ['a name that is no text', { instance_type: 5 }],
  ])('passes over %s', async (_what, entry) => {
    expect((await tableOf([entry, ...LIST])).types.size).toBe(3);
  });

  it.each(['', ' ', '-1', 'free', null, {}, true])('takes %j for no price', async (price) => {
    const { types } = await tableOf([listEntry('c5.xlarge', 4, price)]);
    expect(types.get('c5.xlarge')?.perHour).toBeNull();
  });

  it('is the same after it was written down', async () => {
    const table = await tableOf(LIST);
    const again = await readPriceTable(chunksOf(writePriceTable(table, MARKET)), MARKET);
    expect(again.types).toEqual(table.types);
  });
});

describe('the prices of the partitions', () => {
  async function matched(partitions: Record<string, string>, market = MARKET) {
    const given: Partitions = new Map(Object.entries(partitions));
    return matchPrices(await tableOf(LIST, market), market, given, FROM);
  }

  it('are those of their machines; a machine without one leaves a gap that says why', async () => {
    const found = await matched({ normal: 'c5.xlarge', big: 'c5.2xlarg', odd: 'odd.metal' });
    expect(found).toEqual({
      ok: true,
      value: {
        ...MARKET,
        readAt: 1,
        prices: new Map([['normal', { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.17 }]]),
        gaps: [
          "big: there is no instance type 'c5.2xlarg' (did you mean 'c5.2xlarge'?)",
          'odd: odd.metal has no ondemand price in us-east-1',
        ],
      },
    });
  });

  it('are not there for a region that the list does not have', async () => {
    const found = await matched({ normal: 'c5.xlarge' }, { ...MARKET, region: 'us-esat-1' } as never);
    expect(found).toMatchObject({
      ok: false,
      problem: {
        code: 'not-found',
        message:
          "the list has no prices of the type 'ondemand' for the region 'us-esat-1' (did you mean 'us-east-1'?)",
      },
    });
  });

  it('are not there in a list without machines', async () => {
    const found = matchPrices(await tableOf([]), MARKET, new Map([['normal', 'c5.xlarge']]), FROM);
    expect(found).toMatchObject({ ok: false, problem: { code: 'unreadable' } });
  });
});
