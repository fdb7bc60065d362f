import { LogReel, type ReelOptions } from './log-reel.ts';
import type { LogSource } from './log-source.ts';
import { type LogActions, type LogTools, makeTools } from './log-tools.ts';

/** What a view is made of. */
export interface LogParts {
  readonly source: LogSource;
  readonly reel: LogReel;
  readonly tools: LogTools;
  readonly box: HTMLElement;
  readonly chip: HTMLButtonElement;
  readonly said: HTMLElement;
}

type Actions = Omit<ReelOptions, 'source'> & Omit<LogActions, 'downloadHref'>;

export function makeParts(label: string, source: LogSource, actions: Actions): LogParts {
  const reel = new LogReel({ source, ...actions });
  const tools = makeTools(label, { ...actions, downloadHref: source.address('/download') });
  const box = document.createElement('div');
  box.className = 'log-box';
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', label);
  box.append(reel.paper.element);
  const chip = document.createElement('button');
  chip.type = 'button';
  chip.className = 'log-chip';
  chip.hidden = true;
  const said = document.createElement('p');
  said.className = 'log-said';
  said.setAttribute('role', 'status');
  return { source, reel, tools, box, chip, said };
}
