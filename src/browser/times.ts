const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** Keeps relative times true, and tells absolute ones in the reader's own zone on hover. */
export function keepTimesTrue(): void {
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
  document.addEventListener('pointerover', (event) => {
    const time = event.target instanceof Element ? event.target.closest('time') : null;
    if (time !== null) time.title = local.format(new Date(time.dateTime));
  });
  setInterval(() => {
    if (!document.hidden) tellAll();
  }, 1_000);
}

function tellAll(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-told]')) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const text = time.dataset.told === 'clock' ? clock(time, seconds) : tell(time.dataset.told, seconds);
    if (time.textContent !== text) time.textContent = text;
  }
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The time of day in the reader's own zone, with the date where it was not within a day. */
function clock(time: HTMLTimeElement, secondsAgo: number): string {
  return (secondsAgo < 86_400 ? TIME : DAY_AND_TIME).format(new Date(time.dateTime));
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
