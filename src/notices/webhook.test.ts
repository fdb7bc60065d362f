import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Secret } from '../engine/secret.ts';
import { address, makeMessage, makeNotice } from './notices.testdata.ts';
import type { SecretSetting } from './settings.ts';
import { slackChannel, webhookChannel } from './webhook.ts';

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let received: Received[] = [];
let status = 200;

beforeEach(async () => {
  received = [];
  status = 200;
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ path: request.url, headers: request.headers, body });
      response.writeHead(status, { location: 'https://elsewhere.example.org/' }).end('ok');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});

afterEach(() => new Promise((closed) => server.close(closed)));

const options = { fetch, now: () => 1_700_000_000_500, address };
const common = { name: 'lab', kinds: ['end'], runs: 'all' } as const;

function hook(path: string): SecretSetting {
  const { port } = server.address() as AddressInfo;
  return { is: 'value', value: new Secret(`http://127.0.0.1:${port}${path}`) };
}

const webhook = (secret: SecretSetting | null, path = '/hook') =>
  webhookChannel({ ...common, type: 'webhook', url: hook(path), secret }, options);

test('a chat gets text, in which nothing of a task becomes a mention', async () => {
  const failure = { task: makeNotice().failure?.task ?? never(), why: 'said <!channel> & left' };
  const message = makeMessage({ notices: [makeNotice({ failure })] });
  const sent = await slackChannel({ ...common, type: 'slack', url: hook('/services/T/B/x') }, options).send(
    message,
  );
  expect(sent.ok).toBe(true);
  expect(received[0]).toMatchObject({
    path: '/services/T/B/x',
    headers: { 'content-type': 'application/json' },
  });
  const { text } = JSON.parse(received[0]?.body ?? '') as { text: string };
  expect(text).toContain('*grid-search failed: 3 of 240 tasks*');
  expect(text).toContain('said &lt;!channel&gt; &amp; left');
});

test('a program gets facts, and a signature over what it got', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scripthut-notices-'));
  const path = join(folder, 'secret');
  writeFileSync(path, 'tell-nobody\n');
  const sent = await webhook({ is: 'file', path }).send(makeMessage());
  rmSync(folder, { recursive: true });
  expect(sent.ok).toBe(true);
  const [{ headers, body } = never()] = received;
  expect(JSON.parse(body)).toMatchObject({
    type: 'runs',
    notices: [
      {
        kind: 'end',
        run_id: 'a1b2c3d4',
        status: 'failed',
        failure: { task: 'sim.M1.T20' },
        url: address('a1b2c3d4'),
      },
    ],
  });
  const signed = `a1b2c3d4.9.end.lab.1700000000.${body}`;
  const expected = createHmac('sha256', 'tell-nobody').update(signed).digest('base64');
  expect(headers).toMatchObject({
    'webhook-id': 'a1b2c3d4.9.end.lab',
    'webhook-timestamp': '1700000000',
    'webhook-signature': `v1,${expected}`,
  });
});

test('an answer that is no success is a problem that names the host, not the secret path', async () => {
  status = 404;
  expect(await webhook(null, '/secret-path').send(makeMessage())).toMatchObject({
    ok: false,
    problem: {
      code: 'refused',
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ answers with status 404$/),
    },
  });
  status = 429;
  expect(await webhook(null).send(makeMessage())).toMatchObject({ problem: { code: 'busy' } });
});

test('nothing is sent on to where the address has moved', async () => {
  status = 307;
  expect(await webhook(null).send(makeMessage())).toMatchObject({
    ok: false,
    problem: { code: 'unreachable' },
  });
  expect(received).toHaveLength(1);
});

test('a secret that cannot be read is told with its file', async () => {
  expect(await webhook({ is: 'file', path: '/nowhere/secret' }).send(makeMessage())).toMatchObject({
    ok: false,
    problem: { code: 'no-access', message: 'cannot read /nowhere/secret (ENOENT)' },
  });
  expect(received).toEqual([]);
});

test('people are shown where it goes, and never the secret in it', () => {
  expect(webhook(null, '/secret-path').goesTo).toMatch(/^127\.0\.0\.1:\d+$/);
});

function never(): never {
  throw new Error('nothing was received');
}
