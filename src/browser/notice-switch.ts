import type { PushedNotice } from '../wire/notifications.ts';

/** Where the wish is kept: of this browser, not of the server. */
const WISH = 'scripthut-notices';
/** Held by the one window that listens for all. */
const LOCK = 'scripthut-notices';
const STREAM = '/notifications/stream';

/**
 * `<notice-switch>`: a button that turns messages of this browser on and off. Browsers ask for leave, and only because
 * of a click.
 */
export class NoticeSwitch extends HTMLElement {
  connectedCallback(): void {
    this.#render();
  }

  #render(): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    const words = document.createElement('p');
    words.className = 'quiet';
    words.setAttribute('role', 'status');
    const isOn = isWanted();
    button.textContent = isOn ? 'Turn off' : 'Turn on';
    button.setAttribute('aria-pressed', String(isOn));
    words.textContent = stateWords(isOn);
    button.disabled = !isPossible();
    button.addEventListener('click', () => void this.#toggle());
    this.replaceChildren(words, button);
  }

  async #toggle(): Promise<void> {
    const isOn = isWanted();
    if (!isOn && (await Notification.requestPermission()) !== 'granted') return this.#render();
    localStorage.setItem(WISH, isOn ? 'off' : 'on');
    this.#render();
    if (isOn) dispatchEvent(new StorageEvent('storage'));
    else listenForNotices();
  }
}

function stateWords(isOn: boolean): string {
  if (typeof Notification === 'undefined') return 'This browser has no such messages.';
  if (!window.isSecureContext)
    return 'Browsers allow this only over https, or at an address of this machine such as 127.0.0.1.';
  if (Notification.permission === 'denied')
    return 'This browser is set to show no messages of this page; its settings of the site allow them.';
  return isOn ? 'On.' : 'Off.';
}

function isPossible(): boolean {
  return typeof Notification !== 'undefined' && window.isSecureContext;
}

function isWanted(): boolean {
  return isPossible() && Notification.permission === 'granted' && localStorage.getItem(WISH) === 'on';
}

/** Of all windows one listens; when it is closed, the next one does. */
export function listenForNotices(): void {
  if (!isWanted()) return;
  void navigator.locks.request(LOCK, () => new Promise<void>(listen));
}

function listen(finished: () => void): void {
  const source = new EventSource(STREAM);
  source.addEventListener('notify', ({ data }: MessageEvent<string>) =>
    show(JSON.parse(data) as PushedNotice),
  );
  const onWish = (): void => {
    if (isWanted()) return;
    removeEventListener('storage', onWish);
    source.close();
    finished();
  };
  // Browsers tell it only to the other windows: this one tells itself.
  addEventListener('storage', onWish);
}

function show({ title, body, tag, run_id }: PushedNotice): void {
  const notification = new Notification(title, { body, tag });
  notification.addEventListener('click', () => {
    window.focus();
    location.assign(`/runs/${encodeURIComponent(run_id)}`);
  });
}
