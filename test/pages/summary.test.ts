import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SummarySection } from '../../src/conductor/task-outputs.ts';
import { runId, taskId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { paths } from '../../src/wire/paths.ts';
import type { SummaryAnswer } from '../../src/wire/summaries.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';

const RUN = runId('a1b2c3d4');
const TASK = taskId('sim.1');
let site: Site;

beforeEach(() => {
  site = openSite();
  site.world.addRun(RUN, ['sim.1', 'sim.2']);
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

function publish(text: string, more: Partial<SummarySection> = {}): void {
  const section = { about: 'task', task: { id: TASK, name: 'Sim <1>' }, folder: 'sim.1', text, isCut: false };
  site.orders.published = { sections: [{ ...section, ...more } as SummarySection], leftOut: 0 };
}

test('a page that nobody wrote for says how to', async () => {
  const text = await (await site.page(paths.runSummary(RUN))).text();
  expect(text).toContain('No task has published a summary.');
  expect(text).toContain('$SCRIPTHUT_TASK_SUMMARY');
  expect(await (await site.page(paths.run(RUN))).text()).toContain(`href="${paths.runSummary(RUN)}"`);
});

test('texts are rendered, pictures come from the task that wrote them, and HTML is text', async () => {
  publish('# Done\n\n![plot](plots/a.png)\n\n<script>alert(1)</script>');
  const text = await (await site.page(paths.runSummary(RUN))).text();
  expect(text).toContain('<h3>Done</h3>');
  expect(text).toContain('src="/runs/a1b2c3d4/tasks/sim.1/outputs/file/plots%2Fa.png"');
  expect(text).toContain('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>');
  expect(text).toContain('>Sim &lt;1&gt;</a>');
});

test('a text that cannot be rendered is shown as it is, and what is missing is told', async () => {
  publish('>'.repeat(30_000), { isCut: true, task: null, folder: 'x<y' });
  site.orders.published = { ...site.orders.published, leftOut: 3 };
  const text = await (await site.page(paths.runSummary(RUN))).text();
  expect(text).toContain(`<pre tabindex="0">${'&gt;'.repeat(30_000)}</pre>`);
  expect(text).toContain('longer than 64 KB');
  expect(text).toContain('Not shown: 3 further texts.');
  expect(text).toContain('x&lt;y');
});

test('programs get the same', async () => {
  publish('*a*', { about: 'run' });
  const answer = (await (await site.ask(paths.runSummary(RUN))).json()) as SummaryAnswer;
  expect(answer).toEqual({
    run_id: RUN,
    sections: [{ task_id: TASK, task_name: 'Sim <1>', about: 'run', rendered_html: '<p><em>a</em></p>' }],
    any_contributions: true,
    left_out: 0,
  });
});

test('a machine that does not answer is told on the page; the page stands', async () => {
  site.orders.refusal = problem('unreachable', 'mercury does not answer');
  const response = await site.page(paths.runSummary(RUN));
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('mercury does not answer');
  expect((await site.ask(paths.runSummary(RUN))).status).toBe(502);
});

test('files of jobs run nothing: pictures are pictures, the rest is handed out as a file', async () => {
  site.orders.files = { 'plots/a.SVG': '<svg/>', '~x/page.html': '<script>', 'big.png': 'too-large' };
  const ask = (file: string) => site.ask(paths.taskOutput(RUN, TASK, file));
  const picture = await ask('plots/a.SVG');
  expect(await picture.text()).toBe('<svg/>');
  expect(Object.fromEntries(picture.headers)).toMatchObject({
    'content-type': 'image/svg+xml',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  const page = await ask('~x/page.html');
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
  });
  expect((await ask('big.png')).status).toBe(413);
  expect((await ask('none.png')).status).toBe(404);
  expect((await site.ask('/runs/a1b2c3d4/tasks/sim.1/outputs/file/plots/a.SVG')).status).toBe(200);
  expect((await site.ask(paths.taskOutput(RUN, taskId('no'), 'plots/a.SVG'))).status).toBe(404);
});
