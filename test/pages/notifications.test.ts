import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { failed, ok, type Result } from '../../src/engine/result.ts';
import type { Channel, Message } from '../../src/notices/channel.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { NOON } from '../fakes/pretended-world.ts';

let site: Site;
let got: Message[] = [];
let answer: Result<void> = ok(undefined);

const channel = (name: string, isForAll: boolean): Channel => ({
  ...{ name, type: 'email', goesTo: `${name}@example.org`, kinds: ['end'], isForAll },
  send: async (message) => {
    got.push(message);
    return answer;
  },
});

beforeEach(() => {
  got = [];
  answer = ok(undefined);
  site = openSite();
  site.orders.channels = [channel('me', true), channel('<b>lab', false)];
  site.world.addRun(runId('a1b2c3d4'), ['first'], { workflow: 'diamond', createdAt: NOON });
});

afterEach(() => {
  expect(site.reported).toEqual([]);
  site.close();
});

const text = async (response: Promise<Response>) => (await response).text();
const form = (fields: [string, string][]): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' },
  body: new URLSearchParams(fields),
});

describe('the page of notifications', () => {
  it('says to whom messages go, whatever they are called', async () => {
    const html = await text(site.page('/notifications'));
    expect(html).toContain('Messages reach everybody who is to be told.');
    expect(html).toContain('me@example.org: the end of every run');
    expect(html).toContain('&lt;b&gt;lab');
    expect(html).not.toContain('<b>lab');
  });

  it('says the next step where nobody is told', async () => {
    site.orders.channels = [];
    expect(await text(site.page('/notifications'))).toContain('Nobody is told when runs fail or end');
  });

  it('sends a trial, or says why it could not be sent', async () => {
    const sent = await site.page('/notifications/me/try', form([]));
    expect([sent.status, sent.headers.get('Location')]).toEqual([303, '/notifications?tried=me']);
    expect(got).toMatchObject([{ isTrial: true, notices: [] }]);
    answer = failed(problem('unreachable', 'the mail server is away'));
    const refused = await site.page('/notifications/me/try', form([]));
    expect(refused.status).toBe(502);
    expect(await refused.text()).toContain('the mail server is away');
  });
});

describe('the channels of one run', () => {
  it('are chosen and given back, for people and programs', async () => {
    await site.page('/runs/a1b2c3d4/notifications', form([['channel', '<b>lab']]));
    const chosen = { name: '<b>lab', wanted: true, for_all: false };
    expect(await (await site.ask('/api/v1/runs/a1b2c3d4/notifications')).json()).toEqual({
      run_id: 'a1b2c3d4',
      channels: [{ name: 'me', wanted: true, for_all: true }, chosen],
    });
    await site.page('/runs/a1b2c3d4/notifications', form([]));
    expect(site.world.store.notices.channelsOf(runId('a1b2c3d4'))).toEqual([]);
  });

  it('must exist', async () => {
    const response = await site.ask('/api/v1/runs/a1b2c3d4/notifications', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ channel: 'mee', wanted: true }),
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ hint: "Did you mean 'me'?" });
  });
});

it('the stream of notices begins with how things stand', async () => {
  const response = await site.ask('/notifications/stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  while (!read.includes('event: stats')) read += (await reader?.read())?.value ?? '';
  await reader?.cancel();
  expect(read).toContain('"active_runs":1');
});
