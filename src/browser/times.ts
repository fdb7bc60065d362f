const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** How far the server's clock is ahead of the browser's, in milliseconds; null until the server has said it. */
let aheadMs: number | null = null;

/** `now` as the server has just said it, in milliseconds since 1970. */
export function noteServerTime(now: number): void {
  aheadMs = now - Date.now();
}

/** Now, by the server's clock: moments in the page are the server's, whatever this computer's clock says. */
export function serverNow(): number {
  return Date.now() + (aheadMs ?? 0);
}

/** Keeps relative times true, and tells absolute ones on hover, in the zone that the reader has chosen. */
export function keepTimesTrue(): void {
  document.addEventListener('pointerover', (event) => {
    const time = event.target instanceof Element ? event.target.closest('time') : null;
    if (time !== null) time.title = pageWords().absolute(Date.parse(time.dateTime));
  });
  tellTimes(document);
  setInterval(() => {
    if (!document.hidden) tellTimes(document);
  }, 1_000);
}

/** Tells what is in there as the page tells it: what the server wrote is in its own words and zone. */
export function tellTimes(root: ParentNode): void {
  // What the server wrote is true for a while; this computer's clock alone may not be.
  const which = aheadMs === null ? 'time[data-told=clock]' : 'time[data-told]';
  for (const time of root.querySelectorAll<HTMLTimeElement>(which)) {
    const text = pageWords().told(time.dataset.told, Date.parse(time.dateTime), serverNow());
    if (time.textContent !== text) time.textContent = text;
  }
}

let words: TimeWords | null = null;

/** In the zone that the reader has chosen: another one comes with another page. */
function pageWords(): TimeWords {
  const { zone } = document.documentElement.dataset;
  words ??= timeWords(zone?.toUpperCase());
  return words;
}

export interface TimeWords {
  /** With date and zone. */
  absolute(at: number): string;
  /** `ago`, `age` and `duration` relative to `now`; `clock` as time of day, with the date where it was not within a day; `seconds` as time of day to the second. */
  told(manner: string | undefined, at: number, now: number): string;
}

/** `zone` is `UTC` or another that browsers know; undefined: the computer's own. */
export function timeWords(zone: string | undefined): TimeWords {
  const place = zone === undefined ? {} : { timeZone: zone };
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...place } as const;
  const timeOfDay = new Intl.DateTimeFormat(undefined, clock);
  const toTheSecond = new Intl.DateTimeFormat(undefined, { second: '2-digit', ...clock });
  const dayAndTime = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', ...clock });
  const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long', ...place });
  const suffix = zone === undefined ? '' : ` ${zone}`;
  return {
    absolute: (at) => absolute.format(at),
    told: (manner, at, now) => {
      if (manner === 'clock')
        return `${(now - at < 86_400_000 ? timeOfDay : dayAndTime).format(at)}${suffix}`;
      if (manner === 'seconds') return toTheSecond.format(at);
      return tell(manner, (now - at) / 1000);
    },
  };
}

function tell(manner: string | undefined, seconds: number): string {
  if (manner === 'ago' && seconds < 5) return 'just now';
  const words = inUnits(Math.max(0, seconds), manner === 'duration' ? 2 : 1);
  return manner === 'ago' ? `${words} ago` : words;
}

/** `2 h 5 min` with two units, `2 h` with one; minutes stand alone, as their seconds would only flicker. */
function inUnits(seconds: number, most: number): string {
  const from = UNITS.findIndex(([, size]) => seconds >= size);
  const start = from === -1 ? UNITS.length - 1 : from;
  const count = start >= 2 ? 1 : most;
  let rest = Math.floor(seconds);
  const words = UNITS.slice(start, start + count).flatMap(([name, size], index) => {
    const value = Math.floor(rest / size);
    rest %= size;
    return index > 0 && value === 0 ? [] : [`${value} ${name}`];
  });
  return words.join(' ');
}
