import type { Changes, Store } from '../../src/store/store.ts';

export interface DiskOptions {
  /** Whether it fails just now, so many times as often as a save does. */
  readonly fails: (rate: number) => boolean;
  /** A start that cannot read the state is none. */
  readonly isStarting: () => boolean;
  /** Neither saves that fail nor clocks that are set make the server forget what it heard when. */
  readonly seesOrder: boolean;
  readonly found: (faults: readonly string[]) => void;
}

/** A store whose disk is full now and then, and at times cannot even be read again. Looks at what is saved. */
export function onBadDisk(store: Store, { fails, isStarting, seesOrder, found }: DiskOptions): Store {
  const mayFail = (rate: number): void => {
    if (fails(rate)) throw new Error('pretended: the disk is full');
  };
  const loadUnfinished: Store['loadUnfinished'] = () => {
    if (!isStarting()) mayFail(20);
    return store.loadUnfinished();
  };
  const saveOtherJobs: Store['saveOtherJobs'] = (...given) => {
    mayFail(1);
    store.saveOtherJobs(...given);
  };
  const save: Store['save'] = (changes) => {
    mayFail(1);
    found(idleEvents(store, changes));
    if (seesOrder) found(putBack(store, changes));
    const before = store.lastSequence();
    const last = store.save(changes);
    found(hiddenChanges(store, changes, before));
    return last;
  };
  return Object.assign(Object.create(store), { save, saveOtherJobs, loadUnfinished });
}

/** Events of a task that left its state as it was: what changes nothing is no event. */
function idleEvents(store: Store, { events, tasks }: Changes): string[] {
  const ofTasks = events.flatMap((event) => ('task' in event ? [{ ...event, index: event.task }] : []));
  return ofTasks.flatMap(({ run, index, kind }) => {
    const isOnly = ofTasks.filter((other) => other.run === run && other.index === index).length === 1;
    const before = store.listTasks(run, { after: index - 1, limit: 1 })[0];
    const after = tasks.find((task) => task.run === run && task.index === index);
    const isIdle = isOnly && JSON.stringify(before?.state) === JSON.stringify(after?.state);
    return isIdle ? [`event ${kind} changed nothing of ${run}, task ${index}`] : [];
  });
}

/** The pretended scheduler takes no job back into its queue: one that is said to be there again is an old picture. */
function putBack(store: Store, { events }: Changes): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'task-queued') return [];
    const before = store.listTasks(event.run, { after: event.task - 1, limit: 1 })[0];
    return before?.state.is === 'running'
      ? [`task ${event.task} of ${event.run} ran, and is said to wait`]
      : [];
  });
}

/** Pages read again what the events say was touched: a state that changed without being named would stay old there. */
function hiddenChanges(store: Store, { tasks }: Changes, before: number): string[] {
  return [...Map.groupBy(tasks, ({ run }) => run)].flatMap(([run, saved]) => {
    const touched = store.touchedTasks(run, before);
    if (touched.is === 'all') return [];
    const named = new Set(touched.tasks);
    return saved
      .filter(({ index }) => !named.has(index))
      .map(({ index, state }) => `no event names task ${index} of ${run}, which became ${state.is}`);
  });
}
