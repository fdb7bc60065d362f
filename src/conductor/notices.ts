import { explainState } from '../engine/explain.ts';
import type { Notice, NoticeKind } from '../engine/notice.ts';
import type { RunRow, Store } from '../store/store.ts';

/** What can be told of a run as it stands now. */
export function noticeOf(
  store: Pick<Store, 'listTasks'>,
  run: RunRow,
  kind: NoticeKind,
  now: number,
): Notice {
  const { id, workflow, backend, createdAt } = run.info;
  const [first] = run.counts.failed > 0 ? store.listTasks(id, { status: 'failed', limit: 1 }) : [];
  return {
    kind,
    run: id,
    workflow,
    backend,
    at: kind === 'end' ? (run.endedAt ?? now) : now,
    createdAt,
    status: run.status,
    counts: run.counts,
    failure: first === undefined ? null : { task: first.task.id, why: explainState(first.state) },
  };
}
