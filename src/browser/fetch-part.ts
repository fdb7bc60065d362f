import { tellTimes } from './times.ts';

export interface Part {
  readonly ok: boolean;
  /** Whether anybody has answered. */
  readonly isReached: boolean;
  /** The part; where it is not ok, what went wrong. */
  readonly html: string;
}

/** Asks for a part of a page; the server knows by the header that no whole page is wanted. */
export async function fetchPart(href: string, init: RequestInit = {}): Promise<Part> {
  try {
    const response = await fetch(href, {
      ...init,
      headers: { ...init.headers, 'HX-Request': 'true', Accept: 'text/html' },
    });
    return { ok: response.ok, isReached: true, html: await response.text() };
  } catch {
    const html = '<p>No contact with ScriptHut. Nothing was changed, as far as is known.</p>';
    return { ok: false, isReached: false, html };
  }
}

/** What the server has sent, to be put into the page; times are told as the page tells them, so that they do not flicker. */
export function parsePart(html: string): Document {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  tellTimes(parsed);
  return parsed;
}

/** Shows what went wrong until the reader closes it. */
export function showMessage(html: string): void {
  document.getElementById('message')?.remove();
  const box = document.createElement('div');
  box.id = 'message';
  box.setAttribute('role', 'alert');
  const text = document.createElement('div');
  text.append(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
  const close = document.createElement('button');
  close.className = 'button';
  close.textContent = 'Close';
  close.addEventListener('click', () => box.remove());
  box.append(text, close);
  document.body.append(box);
}
