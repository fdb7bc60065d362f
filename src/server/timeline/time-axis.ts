/** From a moment to a later one, in milliseconds since 1970; or from one place on an axis to another, as shares of it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A part of an axis that is drawn evenly, or an idle time that is drawn as a break. */
export interface Stretch extends Period {
  readonly isIdle: boolean;
  /** Where it begins, and how wide it is, as shares of the whole axis. */
  readonly at: number;
  readonly width: number;
}

/** An idle time that is shorter is drawn as long as it was. */
const LEAST_IDLE_MS = 60_000;
/** And so is one that is less than this share of the time in which something happened. */
const LEAST_IDLE_SHARE = 0.08;
/** How wide a break is drawn, as a share of what is not idle; all breaks together are no wider than the second. */
const BREAK = 0.03;
const MOST_BREAKS = 0.3;

/** Times in which something waited or ran, in order and apart from each other: further than `gap`, in the same unit. */
export function busyPeriods(periods: readonly Period[], gap = 0): readonly Period[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...periods].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + gap) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** The times between them that are worth a break. */
export function idlePeriods(busy: readonly Period[]): readonly Period[] {
  const busyMs = busy.reduce((sum, { from, to }) => sum + to - from, 0);
  const least = Math.max(LEAST_IDLE_MS, LEAST_IDLE_SHARE * busyMs);
  return busy.slice(1).flatMap(({ from }, at) => {
    const idle = { from: busy[at]?.to ?? from, to: from };
    return idle.to - idle.from >= least ? [idle] : [];
  });
}

/** Time from left to right over one window, idle times cut short. */
export class TimeAxis {
  readonly from: number;
  readonly to: number;
  readonly stretches: readonly Stretch[];

  /** `idle` in order. The window is at least a second long. */
  constructor({ from, to }: Period, idle: readonly Period[]) {
    this.from = from;
    this.to = Math.max(to, from + 1_000);
    const parts = cut({ from, to: this.to }, idle);
    const busyMs = parts.reduce((sum, part) => sum + (part.isIdle ? 0 : part.to - part.from), 0);
    const breaks = parts.filter(({ isIdle }) => isIdle).length;
    const breakMs = Math.max(1, busyMs) * Math.min(BREAK, MOST_BREAKS / Math.max(1, breaks));
    const whole = busyMs + breaks * breakMs;
    let at = 0;
    this.stretches = parts.map((part) => {
      const width = (part.isIdle ? breakMs : part.to - part.from) / whole;
      const stretch = { ...part, at, width };
      at += width;
      return stretch;
    });
  }

  /** Where a moment is, as a share of the axis; what is outside of the window is at its edge. */
  place(time: number): number {
    const last = this.stretches.at(-1);
    const stretch = this.stretches.find(({ to }) => time < to) ?? last;
    if (stretch === undefined) return 0;
    const share = Math.min(1, Math.max(0, (time - stretch.from) / (stretch.to - stretch.from)));
    return stretch.at + share * stretch.width;
  }

  /** The moment that is drawn there; undoes `place`. */
  time(share: number): number {
    const stretch = this.stretches.find(({ at, width }) => share < at + width) ?? this.stretches.at(-1);
    if (stretch === undefined) return this.from;
    const inside = Math.min(1, Math.max(0, (share - stretch.at) / stretch.width));
    return stretch.from + inside * (stretch.to - stretch.from);
  }
}

function cut(window: Period, idle: readonly Period[]): readonly (Period & { readonly isIdle: boolean })[] {
  const parts: (Period & { isIdle: boolean })[] = [];
  let from = window.from;
  for (const pause of idle) {
    const start = Math.max(pause.from, window.from);
    const end = Math.min(pause.to, window.to);
    if (end <= start) continue;
    if (start > from) parts.push({ from, to: start, isIdle: false });
    parts.push({ from: start, to: end, isIdle: true });
    from = end;
  }
  if (window.to > from) parts.push({ from, to: window.to, isIdle: false });
  return parts;
}

const STEPS_S = [1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 7 * 86_400];

/** Whole moments to write below an axis, no closer than that share of it. `isFine`: minutes do not tell them apart. */
export function ticksOf(
  axis: TimeAxis,
  apart: number,
): { readonly times: readonly number[]; readonly isFine: boolean } {
  const busyMs = axis.stretches.reduce((sum, each) => sum + (each.isIdle ? 0 : each.to - each.from), 0);
  const step = 1_000 * (STEPS_S.find((seconds) => seconds * 1_000 >= apart * busyMs) ?? 30 * 86_400);
  const times: number[] = [];
  let last = -1;
  for (const { from, to, isIdle } of axis.stretches) {
    if (isIdle) continue;
    for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
      const place = axis.place(time);
      if ((last >= 0 && place - last < apart * 0.9) || place > 1 - apart / 2) continue;
      last = place;
      times.push(time);
    }
  }
  return { times, isFine: step < 60_000 };
}
