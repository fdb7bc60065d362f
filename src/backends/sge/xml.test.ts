import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recorded } from './recorded.testdata.ts';
import { elementsOf, readXml, textOf } from './xml.ts';

test('elements, attributes and text; what Grid Engine writes for signs is read back', () => {
  const document = readXml(
    `<?xml version='1.0'?>\n<a x="1" y='2 &amp; 3'><b>a%lt;b&gt;&amp;&quot;c&quot; 5 < 6</b><c/></a>\n`,
  );
  expect(document).toMatchObject({ name: 'a', attributes: { x: '1', y: '2 & 3' } });
  expect(document && textOf(document, 'b')).toBe('a<b>&"c" 5 < 6');
  expect(document && elementsOf(document, 'c')).toHaveLength(1);
});

test.each([
  'qstat-xml.txt',
  'qstat-r-xml.txt',
  'qstat-f-xml.txt',
  'qstat-F-xml.txt',
  'qstat-ext-xml.txt',
  'qstat-g-c-xml.txt',
  'qstat-j-xml.txt',
  'qstat-j-pending-xml.txt',
  'qstat-j-unknown-xml.txt',
  'qhost-xml.txt',
  'qhost-q-j-xml.txt',
])('%s is read whole, and cut anywhere it is nothing', (name) => {
  const text = recorded(name);
  expect(readXml(text)).not.toBeNull();
  const end = text.trimEnd().length;
  fc.assert(
    fc.property(fc.nat(end - 1), (at) => {
      expect(readXml(text.slice(0, at))).toBeNull();
    }),
    { numRuns: 30 },
  );
});

test.each(['', 'x', '<a>', '</a>', '<a></b>', '<a/><b/>', 'x<a/>', '<a/>x', '<a><b></a></b>'])(
  '%j is none',
  (text) => {
    expect(readXml(text)).toBeNull();
  },
);

test('any text stays what it is inside an element', () => {
  const escaped = (text: string) =>
    text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;' })[sign] ?? '&gt;');
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('%lt;')),
      (text) => {
        expect(readXml(`<a>${escaped(text)}</a>`)?.text).toBe(text);
      },
    ),
  );
});
