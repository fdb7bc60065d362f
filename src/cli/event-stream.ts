/** One server-sent event. */
export interface ServerEvent {
  readonly name: string;
  /** Where to go on after it; empty where it does not say. */
  readonly id: string;
  readonly data: string;
}

/**
 * The events of a stream, in chunks cut anywhere; comments are passed over.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* serverEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerEvent, void> {
  let rest = '';
  for await (const chunk of chunks) {
    const texts = (rest + chunk).split('\n\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      const event = eventOf(text);
      if (event.data !== '') yield event;
    }
  }
}

function eventOf(text: string): ServerEvent {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
    const before = name === 'data' ? fields.get(name) : undefined;
    fields.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  return { name: fields.get('event') ?? '', id: fields.get('id') ?? '', data: fields.get('data') ?? '' };
}
