import { backendName, runId, taskId } from '../engine/ids.ts';
import type { Notice } from '../engine/notice.ts';
import type { Message } from './channel.ts';

export function makeNotice(more: Partial<Notice> = {}): Notice {
  return {
    kind: 'end',
    run: runId('a1b2c3d4'),
    workflow: 'grid-search',
    backend: backendName('mercury'),
    at: 7_200_000,
    createdAt: 3_600_000,
    status: 'failed',
    counts: { pending: 0, submitted: 0, running: 0, settling: 0, completed: 237, failed: 3, dep_failed: 0 },
    failure: { task: taskId('sim.M1.T20'), why: 'Out of memory on n113' },
    ...more,
  };
}

export function makeMessage(more: Partial<Message> = {}): Message {
  return { id: 'a1b2c3d4.9.end.lab', notices: [makeNotice()], isTrial: false, ...more };
}

export const address = (run: string) => `http://127.0.0.1:8000/runs/${run}`;
