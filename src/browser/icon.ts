/** Colours that can be told apart on light and dark tabs. */
const COLOURS: Readonly<Record<string, string>> = {
  pending: '#7d838c',
  running: '#4a78e0',
  completed: '#2f9d5f',
  failed: '#d8433a',
  cancelled: '#7d838c',
};

/** Of the circle on which progress is drawn. */
const ROUND = 2 * Math.PI * 6;

/** Makes the picture in the browser's tab that of what is open (`data-icon="running 42"`: its state, per cent done). */
export function showIcon(): void {
  const words = document.querySelector<HTMLElement>('[data-icon]')?.dataset.icon;
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (words === undefined || link === null) return;
  const href = `data:image/svg+xml,${encodeURIComponent(iconOf(words))}`;
  if (link.getAttribute('href') !== href) link.href = href;
}

/** An SVG: a ring as far round as the work is done; filled when it is over, with a cross when it went wrong. */
export function iconOf(words: string): string {
  const [state = '', percent = '0'] = words.split(' ');
  const colour = COLOURS[state] ?? COLOURS.pending;
  const open = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">';
  if (state === 'failed')
    return `${open}<circle cx="8" cy="8" r="8" fill="${colour}"/><path d="m5 5 6 6m0-6-6 6" stroke="#fff" stroke-width="2.2"/></svg>`;
  if (state === 'completed' || state === 'cancelled')
    return `${open}<circle cx="8" cy="8" r="7" fill="${colour}"/></svg>`;
  const done = (ROUND * Math.min(100, Math.max(0, Number(percent) || 0))) / 100;
  const ring = `cx="8" cy="8" r="6" fill="none" stroke="${colour}" stroke-width="4"`;
  const round = `stroke-dasharray="${done.toFixed(1)} 99" transform="rotate(-90 8 8)"`;
  return `${open}<circle ${ring} opacity=".3"/><circle ${ring} ${round}/></svg>`;
}
