import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sideEffects, slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';

const cluster = ownCluster();
let program: Program;

beforeAll(async () => {
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}\n    max_concurrent: 300`);
});

afterAll(async () => {
  await program?.stop();
});

/** A task that writes that text and lets it be read. */
function generator(id: string, text: string, file = `${id}.json`) {
  const command = `mkdir -p ~/plans && cat > ~/plans/${file} <<'EOF'\n${text}\nEOF`;
  return { ...task(id, command), generates_source: `~/plans/${id}.json` };
}

describe('tasks that a task makes', () => {
  it('are planned, simulated 200 times and summed up', async () => {
    const planner = `import json
tasks = [{"id": f"sim.{i}", "name": f"Simulation {i}", "command": f"echo {i} >> ~/plans/sims",
          "memory": "10M", "time_limit": "10:00"} for i in range(200)]
tasks.append({"id": "sum", "name": "Sum", "deps": ["sim.*", "plan"], "memory": "10M",
              "command": "sort -n ~/plans/sims | uniq | wc -l > ~/plans/sum"})
print(json.dumps({"tasks": tasks}))`;
    const plan = {
      ...task('plan', `mkdir -p ~/plans && python3 - > ~/plans/plan.json <<'EOF'\n${planner}\nEOF`),
      generates_source: 'plans/plan.json',
    };
    const before = (await cluster.requestCounts()).get('REQUEST_SUBMIT_BATCH_JOB') ?? 0;
    const id = await program.submit([plan]);
    const run = await program.ended(id, 150_000);
    expect(run.status_counts).toEqual({ completed: 202 });
    expect(await sideEffects(cluster, '~/plans/sum')).toEqual(['200']);
    const calls = ((await cluster.requestCounts()).get('REQUEST_SUBMIT_BATCH_JOB') ?? 0) - before;
    // The planner, one array, the sum.
    expect(calls).toBe(3);
  }, 180_000);

  it('are refused as a whole, and the page of their maker says why', async () => {
    const one = (id: string, deps: readonly string[] = []) => JSON.stringify(task(id, 'true', deps));
    const refusals: [string, string, RegExp][] = [
      ['twice', `[${one('a')}, ${one('a')}]`, /a.*twice|Duplicate task id/],
      ['known', `[${one('twice')}]`, /already has a task of that id/],
      [
        'circle',
        `[${one('x', ['y'])}, ${one('y', ['x'])}]`,
        /Circular dependency detected: x -&gt; y -&gt; x/,
      ],
      ['stranger', `[${one('b', ['nobody'])}]`, /depends on .*nobody.*, which does not exist/],
      ['pattern', `[${one('c', ['none.*'])}]`, /matches no tasks/],
      ['broken', '[{"id": "d", ', /is not JSON/],
      ['chatty', `warning: this is no JSON\n[${one('e')}]`, /warning: this is no JSON|is not JSON/],
      ['shape', '{"jobs": []}', /list of tasks|object with/],
    ];
    const makers = refusals.map(([id, text]) => generator(id, text));
    const missing = { ...task('missing', 'true'), generates_source: '~/plans/nothing.json' };
    const id = await program.submit([...makers, missing]);
    const run = await program.ended(id, 120_000);
    expect(run.items).toHaveLength(makers.length + 1);
    expect(run.status_counts).toEqual({ failed: makers.length + 1 });
    for (const [maker, , words] of refusals) {
      const page = await program.ask('GET', `/runs/${id}/tasks/${maker}`);
      expect(page.text, maker).toMatch(words);
    }
    const page = await program.ask('GET', `/runs/${id}/tasks/missing`);
    expect(page.text).toMatch(/nothing\.json.*cannot be read|there is no file/);
    const whole = await program.ask('GET', `/runs/${id}`);
    for (const [, , words] of refusals) expect(whole.text).toMatch(words);
  }, 150_000);
});
