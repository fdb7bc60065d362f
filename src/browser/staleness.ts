import { serverNow } from './times.ts';

/** Says since when the picture is only the last one; by the server's clock, as all times of the page. */
export function tellLost(at: number): void {
  const banner = document.getElementById('connection-lost');
  const time = banner?.querySelector('time');
  if (time !== null && time !== undefined)
    time.dateTime = new Date(serverNow() - (Date.now() - at)).toISOString();
  if (banner !== null) banner.hidden = false;
  document.documentElement.classList.add('lost');
}

export function tellFound(): void {
  const banner = document.getElementById('connection-lost');
  if (banner !== null) banner.hidden = true;
  document.documentElement.classList.remove('lost');
}

/** The server has newer pages than this one. When to change is the reader's to say. */
export function tellUpdated(): void {
  const banner = document.getElementById('page-outdated');
  const link = banner?.querySelector('a');
  if (link !== null && link !== undefined) link.href = location.href;
  if (banner !== null) banner.hidden = false;
}
