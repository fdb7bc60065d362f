import { expect, test } from 'vitest';
import { addressAt, chooseServer } from './server-choice.ts';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:8000'],
  ['localhost', 'http://localhost:8000'],
  ['::1', 'http://[::1]:8000'],
])('a server at %s has the address %s', (host, address) => {
  expect(addressAt({ host, port: 8000 })).toBe(address);
  expect(URL.parse(address)?.origin).toBe(address);
});

test.each([
  ['hut:8000', 'http://hut:8000'],
  ['https://hut/scripts/', 'https://hut/scripts'],
])('what people name a server by, %s, becomes %s', async (server, address) => {
  expect(await chooseServer({ server }, {})).toEqual({ ok: true, value: address });
});
