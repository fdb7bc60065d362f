import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { serve } from '../../src/server/serve.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';

let site: Site;

beforeEach(() => {
  site = openSite({ allowedHosts: ['hut.example.org'] });
});

afterEach(() => site.close());

async function statusOf(method: string, headers: Record<string, string>): Promise<number> {
  return (await site.ask(method === 'GET' ? paths.ping() : paths.poll(), { method, headers })).status;
}

test.each([
  ['localhost:8000', 200],
  ['127.0.0.1', 200],
  ['[::1]:8000', 200],
  ['hut.example.org', 200],
  ['HUT.example.org:443', 200],
  ['evil.example.org', 403],
  ['localhost.evil.example.org', 403],
  ['169.254.1.1', 403],
])('under the host name %s the answer is %i', async (host, status) => {
  expect(await statusOf('GET', { Host: host })).toBe(status);
});

test.each<[string, Record<string, string>, number]>([
  ['a program, which sends neither header', {}, 200],
  ['our own page', { Origin: 'http://localhost:8000', 'Sec-Fetch-Site': 'same-origin' }, 200],
  ['a page of another site', { Origin: 'http://evil.example.org', 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['a page of another site, in an old browser', { Origin: 'http://evil.example.org' }, 403],
  ['another port of this machine', { Origin: 'http://localhost:9999', 'Sec-Fetch-Site': 'same-site' }, 403],
  ['a page without an origin', { Origin: 'null' }, 403],
])('a change asked for by %s', async (_who, headers, status) => {
  expect(await statusOf('POST', { Host: 'localhost:8000', ...headers })).toBe(status);
  expect(site.orders.taken).toEqual(status === 200 ? ['poll'] : []);
});

test('reading needs no origin', async () => {
  expect(await statusOf('GET', { 'Sec-Fetch-Site': 'cross-site' })).toBe(200);
});

test.each([paths.home(), paths.ping(), '/nothing', paths.run(runId('00000000'))])(
  '%s carries the policy',
  async (path) => {
    const { headers } = await site.page(path);
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(headers.get('Content-Security-Policy')).not.toContain('unsafe');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  },
);

test('a form is not led to another site, whatever the referer says', async () => {
  for (const referer of [
    'http://evil.example.org/runs',
    'http://localhost//evil.example.org/',
    'javascript:alert(1)',
  ]) {
    const answer = await site.page(paths.jobsClearStale(), { method: 'POST', headers: { Referer: referer } });
    expect(answer.headers.get('Location'), referer).toBe(paths.jobs());
  }
});

test('no other file than the assets is given out', async () => {
  for (const file of ['..%2fpackage.json', 'x.js', '%2e%2e/%2e%2e/etc/passwd']) {
    expect((await site.ask(`/assets/${file}`)).status, file).toBe(404);
  }
});

test('an asset is kept by who asks for it by the name of this build, and by nobody else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assets-'));
  await writeFile(join(folder, 'styles.css'), 'a {}');
  const { ask, page, close } = openSite({ assets: folder });
  const [address] = /\/assets\/styles\.css[^"]*/.exec(await (await page(paths.home())).text()) ?? [''];
  const kept = async (path: string) => (await ask(path)).headers.get('Cache-Control');
  expect(await kept(address)).toBe('max-age=31536000, immutable');
  expect(await kept(paths.styles('1.2.3-older'))).toBe('no-cache');
  close();
  await rm(folder, { recursive: true });
});

test('the server listens on this machine only', async () => {
  const refused = await serve(site.web, { host: '0.0.0.0', port: 0 });
  expect(refused).toMatchObject({ ok: false, problem: { code: 'unsupported' } });
});

test('a port in use is told with what to do', async () => {
  const first = await serve(site.web, { host: '127.0.0.1', port: 0 });
  if (!first.ok) throw new Error(first.problem.message);
  const second = await serve(site.web, { host: '127.0.0.1', port: first.value.port });
  expect(second).toMatchObject({
    ok: false,
    problem: { code: 'conflict', hint: expect.stringContaining('--port') },
  });
  await first.value.close();
});
