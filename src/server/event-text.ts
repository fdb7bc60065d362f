/** Server-sent events as bytes: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */

const encoder = new TextEncoder();

/** One part of a picture: the event's name, and the HTML that it carries. */
export type PicturePart = readonly [event: string, html: string];

/** Only the last part carries the number: who has it has all of them. */
export function encodePicture(parts: readonly PicturePart[], sequence: number): Uint8Array {
  const last = parts.length - 1;
  const texts = parts.map(([event, html], index) => eventText(event, html, index === last ? sequence : null));
  return encoder.encode(texts.join(''));
}

/** One event, without a name where that is null. */
export function encodeEvent(event: string | null, data: string, id: number | null = null): Uint8Array {
  return encoder.encode(eventText(event, data, id));
}

/** The bytes of several events as one message, so that nothing comes between them. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function eventText(event: string | null, data: string, id: number | null): string {
  const number = id === null ? '' : `id: ${id}\n`;
  const name = event === null ? '' : `event: ${event}\n`;
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${number}${name}${lines.join('')}\n`;
}
