import { afterEach, beforeEach, expect, test } from 'vitest';
import { Secret } from '../engine/secret.ts';
import { emailChannel } from './email.ts';
import { address, makeMessage, makeNotice } from './notices.testdata.ts';
import { PretendedMailServer } from './pretended-mail-server.testdata.ts';
import type { EmailSettings } from './settings.ts';

let server: PretendedMailServer;
let settings: EmailSettings;

beforeEach(async () => {
  server = new PretendedMailServer();
  settings = {
    name: 'me',
    type: 'email',
    kinds: ['end'],
    runs: 'all',
    to: ['ada@example.org', 'Bob <bob@example.org>'],
    from: 'scripthut@example.org',
    server: '127.0.0.1',
    port: await server.start(),
    security: 'none',
    user: 'ada',
    password: { is: 'value', value: new Secret('tell-nobody') },
  };
});

afterEach(() => server.stop());

test('a mail reaches a pretended mail server, with login', async () => {
  const sent = await emailChannel(settings, address).send(makeMessage());
  expect(sent).toEqual({ ok: true, value: undefined });
  expect(server.logins).toEqual([':ada:tell-nobody']);
  const [mail] = server.mails;
  expect(mail?.to).toEqual(['ada@example.org', 'bob@example.org']);
  expect(mail?.text).toContain('Subject: grid-search failed: 3 of 240 tasks');
  expect(mail?.text).toContain('sim.M1.T20: Out of memory on n113 (and 2 more)');
  expect(mail?.text).toContain('http://127.0.0.1:8000/runs/a1b2c3d4');
  expect(mail?.text).toMatch(/^Message-ID: <a1b2c3d4\.9\.end\.lab@scripthut>$/im);
});

test('a name with line breaks makes no header of its own', async () => {
  const workflow = 'x\r\nBcc: eve@example.org\r\n\r\nhello';
  await emailChannel(settings, address).send(makeMessage({ notices: [makeNotice({ workflow })] }));
  expect(server.mails[0]?.to).not.toContain('eve@example.org');
  expect(server.mails[0]?.text).not.toMatch(/^Bcc:/im);
});

test('a server that does not take it, is not there, or cannot keep it private is a problem that names it', async () => {
  server.answer = '452 full';
  expect(await emailChannel(settings, address).send(makeMessage())).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining('the mail server 127.0.0.1: ') },
  });
  const closed = { ...settings, port: 1 };
  expect(await emailChannel(closed, address).send(makeMessage())).toMatchObject({ ok: false });
  const secured = { ...settings, security: 'starttls' } as const;
  expect(await emailChannel(secured, address).send(makeMessage())).toMatchObject({ ok: false });
  expect(server.logins).toHaveLength(1);
});
