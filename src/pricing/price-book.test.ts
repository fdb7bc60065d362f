import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PriceBook, type PriceBookOptions, type PriceSettings } from './price-book.ts';
import { listEntry } from './pricing.testdata.ts';

const LIST = JSON.stringify([listEntry('c5.xlarge', 4, '0.17'), listEntry('c5.2xlarge', 8, '0.34')]);
const DAY = 86_400_000;
const SETTINGS: PriceSettings = {
  region: 'us-east-1',
  priceType: 'ondemand',
  partitions: new Map([['normal', 'c5.xlarge']]),
  file: null,
};

let folder: string;
let server: Server;
let address: string;
let asked: number;
let answer: (response: ServerResponse) => void;
let time: number;
/** What waits for its time. */
let due: { readonly at: number; readonly call: () => void }[];
let reported: string[];
let books: PriceBook[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prices-'));
  asked = 0;
  answer = (response) => response.end(LIST);
  server = createServer((_request, response) => {
    asked += 1;
    answer(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/instances.json`;
  time = Date.now();
  due = [];
  reported = [];
  books = [];
});

afterEach(async () => {
  await Promise.all(books.map((book) => book.stop()));
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
});

function open(settings: Partial<PriceSettings> = {}, more: Partial<PriceBookOptions> = {}): PriceBook {
  const book = new PriceBook({
    settings: { ...SETTINGS, ...settings },
    cacheFile: cacheFile(),
    address,
    fetch,
    clock: {
      now: () => time,
      after(delayMs, call) {
        const entry = { at: time + delayMs, call };
        due.push(entry);
        return () => {
          due = due.filter((other) => other !== entry);
        };
      },
    },
    report: (level, message) => reported.push(`${level}: ${message}`),
    ...more,
  });
  books.push(book);
  return book;
}

function cacheFile(): string {
  return join(folder, 'pricing_cache.json');
}

/** A look is over when the next one has its time. */
async function looked(): Promise<void> {
  while (due.length === 0) await new Promise((again) => setTimeout(again, 2));
}

async function openAndLook(...args: Parameters<typeof open>): Promise<PriceBook> {
  const book = open(...args);
  book.start();
  await looked();
  return book;
}

/** Lets the time pass until the next look, which it makes. Gives back how long that was. */
async function nextLook(): Promise<number> {
  const [next] = due.splice(0);
  const waited = (next?.at ?? 0) - time;
  time += waited;
  next?.call();
  await looked();
  return waited;
}

const KNOWN = {
  ok: true,
  value: { prices: new Map([['normal', { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.17 }]]) },
};

describe('prices', () => {
  it('are not there before the first look', () => {
    expect(open().prices()).toMatchObject({ ok: false });
  });

  it('come from the site and are kept for a day', async () => {
    const first = await openAndLook();
    expect(first.prices()).toMatchObject(KNOWN);
    await first.stop();
    due = [];
    const second = await openAndLook();
    expect(second.prices()).toMatchObject(KNOWN);
    expect(asked).toBe(1);
    expect(readdirSync(folder)).toEqual(['pricing_cache.json']);
    expect(reported).toEqual([]);
  });

  it('are asked for again after a day', async () => {
    const book = await openAndLook();
    answer = (response) => response.end(LIST.replaceAll('0.17', '0.19'));
    expect(await nextLook()).toBe(DAY);
    expect(book.prices()).toMatchObject({
      value: { prices: new Map([['normal', { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.19 }]]) },
    });
    expect(asked).toBe(2);
  });

  it('are asked for again where what is kept is old', async () => {
    writeFileSync(cacheFile(), LIST.replaceAll('0.17', '0.01'));
    const old = (time - DAY - 1000) / 1000;
    utimesSync(cacheFile(), old, old);
    expect((await openAndLook()).prices()).toMatchObject(KNOWN);
    expect(statSync(cacheFile()).mtimeMs).toBeGreaterThan(time - DAY);
  });

  it('are read from what another program has kept in the form of the list', async () => {
    writeFileSync(cacheFile(), LIST);
    expect((await openAndLook()).prices()).toMatchObject(KNOWN);
    expect(asked).toBe(0);
  });

  it.each([
    ['damaged', '[{"instance_ty'],
    ['of another form', '{"fetched_at": 1}'],
    ['of another region', JSON.stringify([{ instance_type: 'c5.xlarge', vCPU: 4, pricing: {} }])],
  ])('are asked for where what is kept is %s', async (_what, text) => {
    writeFileSync(cacheFile(), text);
    expect((await openAndLook()).prices()).toMatchObject(KNOWN);
    expect(asked).toBe(1);
  });

  it('are not asked for where no partition has a machine', async () => {
    const book = open({ partitions: new Map() });
    book.start();
    await book.stop();
    expect(book.prices()).toBeNull();
    expect(asked).toBe(0);
  });

  it('come from a file alone where there is one', async () => {
    const file = join(folder, 'our-prices.json');
    writeFileSync(file, LIST.replaceAll('0.17', '0.5'));
    const book = await openAndLook({ file });
    expect(book.prices()).toMatchObject({
      value: { prices: new Map([['normal', { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.5 }]]) },
    });
    expect(asked).toBe(0);
    expect(readdirSync(folder)).toEqual(['our-prices.json']);
  });

  it('are used also where they cannot be kept', async () => {
    const book = await openAndLook({}, { cacheFile: join(folder, 'nowhere', 'cache.json') });
    expect(book.prices()).toMatchObject(KNOWN);
    expect(reported).toEqual([expect.stringContaining('the list of prices could not be kept')]);
  });
});

describe('a list that cannot be had', () => {
  it.each<[string, (response: ServerResponse) => void, string]>([
    ['a status', (response) => response.writeHead(503).end('busy'), 'answers with status 503'],
    ['a page', (response) => response.end('<html>'), 'is no list of prices: it is not a list in JSON'],
    [
      'half a list',
      (response) => response.end(LIST.slice(0, -20)),
      'is no list of prices: it ends in the middle',
    ],
    [
      'a cut',
      (response) => response.writeHead(200).write(LIST.slice(0, 9), () => response.destroy()),
      'cannot be reached',
    ],
    ['no machines', (response) => response.end('[]'), 'lists no instance types'],
  ])('because the answer is %s: costs hide, and it is said once', async (_what, answers, words) => {
    answer = answers;
    const book = await openAndLook();
    expect(book.prices()).toMatchObject({ ok: false, problem: { message: expect.stringContaining(words) } });
    expect(await nextLook()).toBe(3_600_000);
    expect(reported).toEqual([expect.stringMatching(/^warn: costs are not shown: http/)]);
    expect(readdirSync(folder)).toEqual([]);
    answer = (response) => response.end(LIST);
    await nextLook();
    expect(book.prices()).toMatchObject(KNOWN);
  });

  it('because the answer does not come: the time limit ends it', async () => {
    answer = (response) => response.writeHead(200).write('[');
    const book = await openAndLook({}, { timeLimitMs: 50 });
    expect(book.prices()).toMatchObject({ ok: false, problem: { code: 'no-answer' } });
  });

  it('because nobody is there', async () => {
    const book = await openAndLook({}, { address: 'http://127.0.0.1:1/instances.json' });
    expect(book.prices()).toMatchObject({ ok: false, problem: { code: 'unreachable' } });
  });

  it('because the file is not there', async () => {
    const book = await openAndLook({ file: '/nowhere/prices.json' });
    expect(book.prices()).toMatchObject({
      ok: false,
      problem: { code: 'no-access', message: 'there is no file /nowhere/prices.json' },
    });
  });

  it('does not keep the server from stopping', async () => {
    answer = (response) => response.writeHead(200).write('[');
    const book = open();
    book.start();
    while (asked === 0) await new Promise((again) => setTimeout(again, 2));
    await book.stop();
    expect(due).toEqual([]);
    expect(reported).toEqual([]);
  });
});

it('what is kept is small: the machines and their price in one market', async () => {
  await openAndLook();
  expect(JSON.parse(readFileSync(cacheFile(), 'utf8'))).toEqual([
    { instance_type: 'c5.xlarge', vCPU: 4, pricing: { 'us-east-1': { linux: { ondemand: '0.17' } } } },
    { instance_type: 'c5.2xlarge', vCPU: 8, pricing: { 'us-east-1': { linux: { ondemand: '0.34' } } } },
  ]);
});
