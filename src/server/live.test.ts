import { expect, test } from 'vitest';
import type { LiveView } from './feed.ts';
import { LiveHub } from './live.ts';

function openHub() {
  const closed: string[] = [];
  const state = { isBroken: false };
  const hub = new LiveHub({
    orders: { onChange: () => () => undefined },
    store: { lastSequence: () => 0 },
    heartbeatMs: 60_000,
    report: () => undefined,
  });
  const view = (): LiveView => ({
    concerns: () => true,
    render: () => {
      if (state.isBroken) throw new Error('no picture');
      return [];
    },
    close: () => closed.push('view'),
  });
  const open = () => hub.open({ key: 'runs', view }, null);
  return { hub, state, closed, open };
}

test('a view whose first picture cannot be made is let go of, and the next one who asks gets one', async () => {
  const { hub, state, closed, open } = openHub();
  state.isBroken = true;
  expect(() => open()).toThrow('no picture');
  expect(closed).toEqual(['view']);
  state.isBroken = false;
  const answer = open();
  expect(closed).toEqual(['view']);
  await answer.body?.cancel();
  expect(closed).toEqual(['view', 'view']);
  hub.close();
});
