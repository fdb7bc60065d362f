/** Asks for a part of a page; the server knows by the header that no whole page is wanted. */
export async function fetchPart(
  href: string,
  init: RequestInit = {},
): Promise<{ readonly ok: boolean; readonly html: string }> {
  try {
    const response = await fetch(href, {
      ...init,
      headers: { ...init.headers, 'HX-Request': 'true', Accept: 'text/html' },
    });
    return { ok: response.ok, html: await response.text() };
  } catch {
    return { ok: false, html: '<p>No contact with ScriptHut. Nothing was changed, as far as is known.</p>' };
  }
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
