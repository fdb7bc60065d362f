import { type Child, jsx } from 'hono/jsx';
import { madeHtml } from './parts/raw-html.ts';
import { fragmentText } from './render.ts';

/**
 * A part of a page that changes by itself: an element with an id. A page is made of pieces, and the stream of its
 * changes carries those that differ.
 */
export type Piece = Leaf | Box;

/** Sent as a whole. */
export interface Leaf {
  readonly is: 'leaf';
  readonly id: string;
  /** What it is made of. While that is the same, one by one, it is not made again. Null: it is always made. */
  readonly of: readonly unknown[] | null;
  html(): string;
}

/** An element around other pieces. */
export interface Box {
  readonly is: 'box';
  readonly id: string;
  readonly open: string;
  readonly inner: readonly Piece[];
  readonly close: string;
}

export function leaf(id: string, of: readonly unknown[] | null, make: () => Child): Leaf {
  return { is: 'leaf', id, of, html: () => fragmentText(make()) };
}

/** Nobody can write this into a page: text is escaped. */
const PLACE = '<slot></slot>';

/** `around` puts the child that it is given where the inner pieces belong. */
export function box(id: string, inner: readonly Piece[], around: (place: Child) => Child): Box {
  const [open = '', close = ''] = fragmentText(around(madeHtml(PLACE))).split(PLACE);
  return { is: 'box', id, open, inner, close };
}

export function pieceText(piece: Piece): string {
  if (piece.is === 'leaf') return piece.html();
  return `${piece.open}${piece.inner.map(pieceText).join('')}${piece.close}`;
}

/** For the TSX around it. */
export function pieceChild(piece: Piece): Child {
  return madeHtml(pieceText(piece));
}

/** What was sent of a piece. */
type Sent =
  | { readonly is: 'leaf'; readonly of: readonly unknown[] | null; readonly html: string }
  | { readonly is: 'box'; readonly frame: string };

interface Difference {
  readonly differs: boolean;
  /** What stands in its place in a box that is sent again: itself where it differs, else its mark. */
  place(): string;
  /** What is sent beside it: pieces further inside. */
  readonly beside: string;
}

/** The pieces that readers have, and how they differ from those that come. */
export class SentPieces {
  #sent: ReadonlyMap<string, Sent> = new Map();
  #whole: readonly Piece[] = [];

  /** Elements that take the place of those of the same id; inside of them, `data-keep` marks one that stays as it is. */
  update(pieces: readonly Piece[]): string {
    const sent = new Map<string, Sent>();
    const html = pieces.map((piece) => alone(this.#compare(piece, sent))).join('');
    this.#sent = sent;
    this.#whole = pieces;
    return html;
  }

  /** All of it, for those who have nothing. */
  whole(): string {
    return this.#whole.map((piece) => this.#text(piece)).join('');
  }

  #text(piece: Piece): string {
    const sent = this.#sent.get(piece.id);
    if (piece.is === 'leaf') return sent?.is === 'leaf' ? sent.html : '';
    return `${piece.open}${piece.inner.map((inner) => this.#text(inner)).join('')}${piece.close}`;
  }

  #compare(piece: Piece, sent: Map<string, Sent>): Difference {
    return piece.is === 'leaf' ? this.#compareLeaf(piece, sent) : this.#compareBox(piece, sent);
  }

  #compareLeaf(piece: Leaf, sent: Map<string, Sent>): Difference {
    const known = this.#sent.get(piece.id);
    const before = known?.is === 'leaf' ? known : null;
    const html = before !== null && areSame(before.of, piece.of) ? before.html : piece.html();
    sent.set(piece.id, { is: 'leaf', of: piece.of, html });
    const differs = html !== before?.html;
    return { differs, place: () => (differs ? html : mark(html, piece.id)), beside: '' };
  }

  #compareBox(piece: Box, sent: Map<string, Sent>): Difference {
    const known = this.#sent.get(piece.id);
    const inner = piece.inner.map((each) => this.#compare(each, sent));
    const frame = [piece.open, ...piece.inner.map(({ id }) => id), piece.close].join('\n');
    sent.set(piece.id, { is: 'box', frame });
    const differs = known?.is !== 'box' || known.frame !== frame;
    if (!differs)
      return { differs, place: () => mark(piece.open, piece.id), beside: inner.map(alone).join('') };
    const place = () => `${piece.open}${inner.map((each) => each.place()).join('')}${piece.close}`;
    return { differs, place, beside: inner.map(({ beside }) => beside).join('') };
  }
}

function alone({ differs, place, beside }: Difference): string {
  if (!differs) return beside;
  const html = place();
  // Outside of a table, browsers leave out the tags of its rows.
  return (html.startsWith('<tr ') ? `<table><tbody>${html}</tbody></table>` : html) + beside;
}

function areSame(before: readonly unknown[] | null, now: readonly unknown[] | null): boolean {
  if (before === null || now === null || before.length !== now.length) return false;
  return before.every((each, index) => Object.is(each, now[index]));
}

/** An element of the same kind and id that stands for the one in the page. */
function mark(html: string, id: string): string {
  const tag = /^<([a-z0-9-]+)/.exec(html)?.[1];
  if (tag === undefined) throw new Error(`the piece ${id} is an element`);
  return fragmentText(jsx(tag, { id, 'data-keep': '' }));
}
