import { taskId } from '../../src/engine/ids.ts';
import type { PretendedOrders } from './pretended-orders.ts';

/** What the tasks of a run may have found out, in their own words. */
export function publishBelievably(orders: PretendedOrders): void {
  const about = (id: string) => ({ task: { id: taskId(id), name: id }, folder: id, isCut: false });
  orders.published = {
    sections: [
      { about: 'run', ...about('setup'), text: RUN_TEXT },
      { about: 'task', ...about('sim.M1.T3'), text: TASK_TEXT },
    ],
    leftOut: 0,
  };
  orders.files = { 'loss.svg': PICTURE };
}

const RUN_TEXT = `# Grid search, second revision

Four models on 58 temperatures each. **Model 2 is ahead** on every temperature above 290 K; see the
[protocol](https://example.org/protocol) for how the folds were cut.

| model | folds done | loss (median) | loss (best) | at |
|---|--:|--:|--:|---|
| M1 | 58 | 0.0412 | 0.0371 | 300 K |
| M2 | 41 | **0.0318** | **0.0296** | 310 K |
| M3 | 44 | 0.0455 | 0.0402 | 285 K |
| M4 | 0 | | | |

- [x] data of March and April
- [ ] data of May: the instrument was off for three days

![Loss by step of the best fold of each model](loss.svg)
`;

const TASK_TEXT = `# M1 at 303 K

Converged after 6,400 of 10,000 steps; the last 1,000 changed the loss by less than 1e-5.

> The learning rate was halved twice (steps 2,100 and 4,800).

    julia --project run.jl sim.M1.T3 --restart chk-6400.jld2
`;

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 240" width="720" height="240" font-family="sans-serif" font-size="12">
<rect width="720" height="240" fill="#fff"/><g stroke="#ddd"><path d="M48 20H700M48 80H700M48 140H700M48 200H700"/></g>
<g fill="#666"><text x="12" y="24">0.20</text><text x="12" y="84">0.10</text><text x="12" y="144">0.05</text><text x="12" y="204">0.02</text>
<text x="48" y="222">0</text><text x="352" y="222">5,000</text><text x="664" y="222">10,000</text></g>
<g fill="none" stroke-width="2"><path stroke="#2456c4" d="M48 24C120 120 220 156 420 168S640 172 700 173"/>
<path stroke="#2f7d4f" d="M48 28C130 140 240 176 430 184S650 188 700 188"/><path stroke="#b3261e" d="M48 22C110 90 240 140 440 156S640 160 700 161"/></g>
<g><text x="704" y="176" fill="#2456c4" text-anchor="end" dy="-8">M1</text><text x="704" y="192" fill="#2f7d4f" text-anchor="end" dy="14">M2</text><text x="704" y="160" fill="#b3261e" text-anchor="end" dy="-6">M3</text></g></svg>`;
