import type { Ping } from '../wire/backends.ts';

const EACH_MS = 250;

/** `<server-restart ping before next>`: goes to `next` when another server answers than the one that began at `before`. */
export class ServerRestart extends HTMLElement {
  connectedCallback(): void {
    setTimeout(() => void this.#look(), EACH_MS);
  }

  async #look(): Promise<void> {
    const startedAt = await startOf(this.getAttribute('ping') ?? '');
    if (startedAt !== null && startedAt !== this.getAttribute('before'))
      location.replace(this.getAttribute('next') ?? '/');
    else if (this.isConnected) setTimeout(() => void this.#look(), EACH_MS);
  }
}

/** Null while nobody answers. */
async function startOf(ping: string): Promise<string | null> {
  try {
    const answer = await fetch(ping);
    return ((await answer.json()) as Ping).started_at;
  } catch {
    return null;
  }
}
