import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sideEffects, slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';

const cluster = ownCluster();
const events = '~/.cache/scripthut/events';
let program: Program;

beforeAll(async () => {
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}`);
});

afterAll(async () => {
  await program?.stop();
});

/** What happens to the file in the middle of a run; `RUN` stands for its id. */
const mishaps = {
  'is deleted': `rm ${events}`,
  'is emptied': `: > ${events}`,
  'is cut in the middle of a line': `truncate -s -7 ${events}`,
  // A job may write it anew between the two commands.
  'cannot be written any more': `until rm -f ${events} && mkdir ${events}; do :; done`,
  'holds lines that are doubled, cut, mixed and not ours': `
    cat ${events} ${events} > ${events}.2; cat ${events}.2 >> ${events}
    printf 'RUN.2 enRUN.3 end\\n\\nRUN.99 end\\nRUN.2_7 end\\nRUN.3 start RUN.4 end\\nrubbish \\377\\n' >> ${events}
    printf 'RUN.1 e' >> ${events}`,
};

describe('where the events file', () => {
  it.each(Object.entries(mishaps))(
    '%s, the run still ends right',
    async (name, mishap) => {
      const file = `~/done-${name.replaceAll(' ', '-')}`;
      const links = Array.from({ length: 4 }, (_, index) =>
        task(
          `link.${index}`,
          `echo link.${index} >> ${file}; sleep 1`,
          index === 0 ? [] : [`link.${index - 1}`],
        ),
      );
      const wide = Array.from({ length: 12 }, (_, index) =>
        task(`w.${index}`, `echo w.${index} >> ${file}`, ['link.1']),
      );
      const bad = task('bad', 'exit 5', ['link.2']);
      const id = await program.submit([...links, ...wide, bad, task('after-bad', 'true', ['bad'])]);
      await program.runUntil(id, 'has begun', ({ completed_count: done }) => done > 0);
      expect((await cluster.run('user', mishap.replaceAll('RUN', id))).exitCode).toBe(0);
      const run = await program.ended(id, 120_000);
      await cluster.run('user', `rm -rf ${events}`);
      expect(run.status_counts).toEqual({ completed: 16, failed: 1, dep_failed: 1 });
      expect(run.items.find(({ task: { id } }) => id === 'bad')).toMatchObject({ exit_code: 5 });
      const done = await sideEffects(cluster, file);
      expect(done.toSorted()).toEqual([...links, ...wide].map(({ id }) => id).toSorted());
    },
    150_000,
  );
});
