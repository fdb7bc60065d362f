import fc from 'fast-check';
import { jsx } from 'hono/jsx';
import { expect, test } from 'vitest';
import { box, leaf, type Piece, pieceText, SentPieces } from './pieces.ts';

/** Lists of lines: what a page of groups and tasks is made of. */
type Lists = Readonly<Record<string, readonly (readonly [id: string, words: string])[]>>;

function piecesOf(lists: Lists): Piece {
  const inner = Object.entries(lists).map(([name, lines]) =>
    box(
      name,
      lines.map(([id, words]) =>
        leaf(`${name}-${id}`, [words], () => jsx('li', { id: `${name}-${id}` }, words)),
      ),
      (place) => jsx('ul', { id: name }, place as never),
    ),
  );
  return box('all', inner, (place) => jsx('section', { id: 'all' }, place as never));
}

const line = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('one', 'two', '<&"'));
const lines = fc.uniqueArray(line, { selector: ([id]) => id });
const lists = fc.record({ x: lines, y: lines }, { requiredKeys: [] });

/** Puts what was sent in the place of what is there, as the page's script does: by id, leaving what is to be kept. */
function applied(before: string, sent: string): string {
  let page = before;
  for (const element of topElements(sent)) {
    const id = /id="([^"]*)"/.exec(element)?.[1] ?? '';
    const filled = element.replaceAll(/<(\w+) id="([^"]*)" data-keep="[^"]*"><\/\1>/g, (_mark, _tag, kept) =>
      elementOf(page, kept),
    );
    page = page.replace(elementOf(page, id), () => filled);
  }
  return page;
}

function topElements(html: string): string[] {
  const found: string[] = [];
  for (let rest = html; rest !== ''; ) {
    const element = elementOf(rest, /id="([^"]*)"/.exec(rest)?.[1] ?? '');
    found.push(element);
    rest = rest.slice(element.length);
  }
  return found;
}

function elementOf(html: string, id: string): string {
  const tag = new RegExp(`<(\\w+) id="${id}"`).exec(html);
  if (tag === null) throw new Error(`there is no ${id} in ${html}`);
  const end = `</${tag[1]}>`;
  return html.slice(tag.index, html.indexOf(end, tag.index) + end.length);
}

test('what is sent makes the picture before into the one after, whatever has changed', () => {
  fc.assert(
    fc.property(fc.array(lists, { minLength: 2, maxLength: 6 }), ([first, ...others]) => {
      const sent = new SentPieces();
      let page = sent.update([piecesOf(first ?? {})]);
      for (const next of others) {
        page = applied(page, sent.update([piecesOf(next)]));
        expect(page).toBe(pieceText(piecesOf(next)));
        expect(sent.whole()).toBe(page);
      }
    }),
  );
});

test('a change of one line is that line alone, and one more line leaves the others where they are', () => {
  const sent = new SentPieces();
  sent.update([
    piecesOf({
      x: [
        ['a', 'one'],
        ['b', 'one'],
      ],
    }),
  ]);
  const changed: [string, string][] = [
    ['a', 'two'],
    ['b', 'one'],
  ];
  expect(sent.update([piecesOf({ x: changed })])).toBe('<li id="x-a">two</li>');
  expect(sent.update([piecesOf({ x: changed })])).toBe('');
  expect(sent.update([piecesOf({ x: [...changed, ['c', 'new']] })])).toBe(
    '<ul id="x"><li id="x-a" data-keep=""></li><li id="x-b" data-keep=""></li><li id="x-c">new</li></ul>',
  );
});

test('what is made of the same is not made again', () => {
  let made = 0;
  const counted = (version: number) =>
    leaf('a', [version], () => {
      made += 1;
      return jsx('p', { id: 'a' }, String(version));
    });
  const sent = new SentPieces();
  for (const version of [1, 1, 1, 2]) sent.update([counted(version)]);
  expect(made).toBe(2);
});

test('rows of a table travel in a table, because browsers take them nowhere else', () => {
  const row = (words: string) => leaf('r', [words], () => jsx('tr', { id: 'r' }, words));
  const sent = new SentPieces();
  sent.update([row('one')]);
  expect(sent.update([row('two')])).toBe('<table><tbody><tr id="r">two</tr></tbody></table>');
});
