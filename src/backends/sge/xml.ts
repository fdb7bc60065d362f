/** One element of what `qstat -xml` and its like print. Attributes stand as they were written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, that of its children left out. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const TAG = /<(?:\?[^>]*\?|!--.*?--|(\/?)([A-Za-z_][\w.-]*)((?:\s[^<>]*?)?)(\/?))>/gs;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads the little XML that Grid Engine writes. Null unless it is exactly one whole element: what was cut off anywhere
 * is nothing. A sign that makes no sense as XML stays as text.
 */
export function readXml(text: string): XmlElement | null {
  const open: OpenElement[] = [{ name: '', attributes: {}, children: [], text: '' }];
  let from = 0;
  for (const tag of text.matchAll(TAG)) {
    const [whole, closing, name, attributes = '', alone] = tag;
    const inside = open.at(-1);
    if (inside === undefined) return null;
    inside.text += plainText(text.slice(from, tag.index));
    from = tag.index + whole.length;
    if (name === undefined) continue;
    if (closing === '/') {
      if (inside.name !== name || open.length === 1) return null;
      open.pop();
      continue;
    }
    const element: OpenElement = { name, attributes: readAttributes(attributes), children: [], text: '' };
    inside.children.push(element);
    if (alone !== '/') open.push(element);
  }
  const [document] = open;
  const isWhole = open.length === 1 && text.slice(from).trim() === '' && document?.text.trim() === '';
  return isWhole && document.children.length === 1 ? (document.children[0] ?? null) : null;
}

/** All elements of this name, wherever they are below. */
export function elementsOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : elementsOf(child, name)));
}

/** The text of the first child of this name; empty where there is none. */
export function textOf(element: XmlElement, name: string): string {
  return element.children.find((child) => child.name === name)?.text.trim() ?? '';
}

function readAttributes(written: string): Readonly<Record<string, string>> {
  const pairs = [...written.matchAll(ATTRIBUTE)].map(([, name = '', one, other]) => [
    name,
    plainText(one ?? other ?? ''),
  ]);
  return Object.fromEntries(pairs);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Son of Grid Engine 8.1.9 writes `%lt;` for `<`. */
function plainText(written: string): string {
  return written.replace(/&(amp|lt|gt|quot|apos);|%lt;/g, (_, name?: string) => ENTITIES[name ?? 'lt'] ?? '');
}
