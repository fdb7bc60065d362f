import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunStarted } from '../../src/wire/runs.ts';
import type { SummaryAnswer } from '../../src/wire/summaries.ts';
import { OwnServer } from './own-server.ts';

let server: OwnServer;

beforeEach(async () => {
  server = await OwnServer.create();
});

afterEach(() => server.remove());

const TINY_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('jobs publish a summary with a picture, and one about their run, by the variables of their scripts', async () => {
  await server.serve('');
  const command = `mkdir "$SCRIPTHUT_OUTPUT_DIR/plots"
printf %s ${TINY_PNG} | base64 -d > "$SCRIPTHUT_OUTPUT_DIR/plots/a b.png"
printf '# Result\\n\\n![loss](plots/a%%20b.png) <b>\\n' > "$SCRIPTHUT_TASK_SUMMARY"
echo 'All is **well**.' > "$SCRIPTHUT_RUN_SUMMARY"`;
  const document = [
    { id: 'fit x.1', name: 'Fit', command, working_dir: server.folder },
    { id: 'quiet', name: 'Quiet', command: 'true', working_dir: server.folder },
  ];
  const { id } = await server.ask<RunStarted>(paths.apiRuns(), { document, backend: 'here' });
  expect((await server.end(id)).status).toBe('completed');
  const run = runId(id);
  const src = paths.taskOutput(run, taskId('fit x.1'), 'plots/a b.png');
  expect(await server.ask<SummaryAnswer>(paths.runSummary(run))).toEqual({
    run_id: id,
    sections: [
      {
        task_id: 'fit x.1',
        task_name: 'Fit',
        about: 'run',
        rendered_html: '<p>All is <strong>well</strong>.</p>',
      },
      {
        task_id: 'fit x.1',
        task_name: 'Fit',
        about: 'task',
        rendered_html: `<h3>Result</h3><p><img src="${src}" alt="loss" loading="lazy"/> &lt;b&gt;</p>`,
      },
    ],
    any_contributions: true,
    left_out: 0,
  });
  const picture = await server.read(src);
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await picture.arrayBuffer()).toString('base64')).toBe(TINY_PNG);
}, 60_000);
