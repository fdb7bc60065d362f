import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Happening } from '../engine/event.ts';
import { TASK_STATUSES, type TaskState } from '../engine/state.ts';
import { openStore } from '../store/sqlite-store.ts';
import { changes, creation, event, makeTask, PLACED, RUN, WAITING } from '../store/store.testdata.ts';
import type { Store } from '../store/store.ts';
import { RunPicture, RunPictures } from './run-picture.ts';

const IDS = ['setup', 'sim.a', 'sim.b', 'sim.c', 'end.x', 'end.y'];

const RUNNING: TaskState = { ...PLACED, is: 'running', startedAt: 1, node: 'n1' };
const QUEUED: TaskState = { ...PLACED, is: 'queued', reason: '' };
const BLOCKED: TaskState = { is: 'blocked', attempt: 1, because: makeTask('setup').id, at: 1 };

/** What happens to a run, as the conductor saves it: the event, and the states that it changes. */
interface Step {
  readonly happening: Happening;
  readonly states: readonly (readonly [index: number, state: TaskState])[];
}

const index = fc.nat(IDS.length - 1);
const someTasks = fc.uniqueArray(index, { minLength: 1 });

const step: fc.Arbitrary<Step> = fc.oneof(
  index.map((task) => ({
    happening: { kind: 'task-started', task, startedAt: 1, node: 'n1' } as const,
    states: [[task, RUNNING]] as const,
  })),
  index.map((task) => ({
    happening: { kind: 'task-blocked', task, because: makeTask('setup').id } as const,
    states: [[task, BLOCKED]] as const,
  })),
  someTasks.map((tasks) => ({
    happening: { kind: 'rerun-requested', by: 'ada', tasks } as const,
    states: tasks.map((task) => [task, WAITING] as const),
  })),
  // Tasks that a submission carries are known by their attempts alone.
  fc.nat(IDS.length - 1).map((task) => ({
    happening: { kind: 'submission-accepted', submission: task + 1, jobs: [PLACED.job] } as const,
    states: [[task, QUEUED]] as const,
  })),
  fc.constant({ happening: { kind: 'cancel-requested', by: 'ada' } as const, states: [] }),
);

function begin(): Store {
  const store = openStore(':memory:');
  store.save(creation(IDS.map(makeTask)));
  const attempts = IDS.map((_, at) => ({ run: RUN, index: at, attempt: 1, submission: at + 1 }));
  const files = { script: '', outputPath: '/o', errorPath: '/e' };
  store.save(
    changes({
      events: attempts.map(({ submission, index: at }) =>
        event({ kind: 'submission-intended', submission, tasks: [{ index: at, attempt: 1 }] }),
      ),
      attempts: attempts.map((attempt) => ({ ...attempt, ...files })),
    }),
  );
  return store;
}

function save(store: Store, { happening, states }: Step): void {
  const tasks = states.map(([at, state]) => ({ run: RUN, index: at, state }));
  store.save(changes({ events: [event(happening)], tasks }));
}

/** All that a page shows of the picture. */
function shownBy(picture: RunPicture): unknown {
  const { groups } = picture;
  const counts = groups.divide(groups.all).groups.map((group) => [group.prefix, group.counts]);
  const lists = TASK_STATUSES.map((status) => groups.inStatus(groups.all, status, 0, 99));
  return [groups.all.counts, counts, lists, picture.rows([...IDS.keys()])];
}

test('a picture that is kept up is the one that would be made anew, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 30 }), (steps) => {
      const store = begin();
      const picture = new RunPicture(store, RUN);
      for (const [each, isLooking] of steps) {
        save(store, each);
        if (!isLooking) continue;
        picture.refresh();
        expect(shownBy(picture)).toEqual(shownBy(new RunPicture(store, RUN)));
      }
      store.close();
    }),
  );
});

test('tasks that come later stand in the picture', () => {
  const store = begin();
  const picture = new RunPicture(store, RUN);
  const added = [makeTask('sim.d')];
  const tasks = [{ run: RUN, index: IDS.length, state: WAITING }];
  store.save(changes({ events: [event({ kind: 'tasks-added', generator: 0, tasks: added })], tasks }));
  picture.refresh();
  expect(picture.groups.find('sim').members).toEqual([1, 2, 3, 6]);
  store.close();
});

test('a task that nothing has touched is not read again', () => {
  const store = begin();
  const picture = new RunPicture(store, RUN);
  const [setup, first] = picture.rows([0, 1]);
  save(store, {
    happening: { kind: 'task-started', task: 1, startedAt: 1, node: '' },
    states: [[1, RUNNING]],
  });
  picture.refresh();
  const [same, changed] = picture.rows([0, 1]);
  expect(same).toBe(setup);
  expect(changed).not.toEqual(first);
  store.close();
});

test('a picture is made once for all who look, and forgotten a while after the last has gone', () => {
  const store = begin();
  let minutes = 0;
  const pictures = new RunPictures(store, () => minutes * 60_000);
  const release = pictures.hold(RUN);
  const held = pictures.of(RUN);
  minutes = 10;
  pictures.dropUnused();
  expect(pictures.of(RUN)).toBe(held);
  release();
  pictures.dropUnused();
  expect(pictures.of(RUN)).toBe(held);
  minutes = 20;
  pictures.dropUnused();
  expect(pictures.of(RUN)).not.toBe(held);
  store.close();
});
