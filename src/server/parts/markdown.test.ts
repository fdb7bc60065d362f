import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markdownHtml } from './markdown.tsx';

const beside = {
  link: (path: string) => `/files/${encodeURIComponent(path)}`,
  picture: (path: string) => (path.endsWith('.png') ? `/files/${encodeURIComponent(path)}` : null),
};
const html = (text: string) => markdownHtml(text, beside);

test('headings, emphasis, lists, tables, code', () => {
  expect(html('# Result\n\nIt is **4.2** and `a<b`.\n\n- [x] done\n- *more*\n\n3. three')).toBe(
    '<h3>Result</h3><p>It is <strong>4.2</strong> and <code>a&lt;b</code>.</p>' +
      '<ul><li>☑ done</li><li><em>more</em></li></ul><ol start="3"><li>three</li></ol>',
  );
  expect(html('| a | b |\n|---|--:|\n| 1 | 2 |')).toMatch(
    /<th scope="col" class="number">b<\/th>.*<td>1<\/td><td class="number">2<\/td>/,
  );
  expect(html('```html\n<b>\n```')).toBe('<pre tabindex="0">&lt;b&gt;</pre>');
});

test('HTML in the text is text', () => {
  expect(html('<script>alert(1)</script>')).toBe('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>');
  expect(html('a <img src=x onerror=alert(1)> b')).toBe('<p>a &lt;img src=x onerror=alert(1)&gt; b</p>');
});

test.each([
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](<java\tscript:alert(1)>)',
  '[x](data:text/html,x)',
  '[x](vbscript:x)',
  '[x](//evil.example)',
  '[x](/settings)',
  '[x](\\\\evil.example)',
  '[x](../../secret)',
  '[x](a/%2e%2e/%2e%2e/b)',
  '[x](file:///etc/passwd)',
])('no link leads by %s', (text) => {
  expect(html(text)).toBe('<p>x</p>');
});

test('links lead out by http, https and mailto only, and to files beside the text', () => {
  expect(html('[x](https://a.example/?q="><b>)')).toBe(
    '<p><a href="https://a.example/?q=%22%3E%3Cb%3E" rel="noopener noreferrer nofollow">x</a></p>',
  );
  expect(html('[x](mailto:ada@a.example)')).toContain('href="mailto:ada@a.example"');
  expect(html('[x](./a/b%20c.csv)')).toContain('href="/files/a%2Fb%20c.csv"');
});

test('pictures are files beside the text; nothing is loaded from elsewhere', () => {
  expect(html('![a "plot"](plots/a.png)')).toBe(
    '<p><img src="/files/plots%2Fa.png" alt="a &quot;plot&quot;" loading="lazy"/></p>',
  );
  for (const href of ['https://a.example/x.png', 'data:image/png;base64,AA', '../x.png', '/x.png', 'x.html'])
    expect(html(`![p](${href})`)).toBe('<p><span class="quiet">[picture: p]</span></p>');
});

test('what is nested too deeply, or would become too much, is not rendered', () => {
  expect(html('>'.repeat(60_000))).toBeNull();
  const href = `https://a.example/${'x'.repeat(1_900)}`;
  expect(html(`[a]: ${href}\n\n${'[a] '.repeat(10_000)}`)).toBeNull();
});

/** Everything that may come out, with the values that attributes may have. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  a: { href: /^(https?:\/\/|mailto:|\/files\/)/, rel: /^noopener noreferrer nofollow$/ },
  img: { src: /^\/files\/[^/]+png$/, alt: /^/, loading: /^lazy$/ },
  ol: { start: /^\d+$/ },
  pre: { tabindex: /^0$/ },
  div: { class: /^table-room$/, tabindex: /^0$/ },
  span: { class: /^quiet$/ },
  td: { class: /^number$/ },
  th: { scope: /^col$/, class: /^number$/ },
  ...Object.fromEntries(
    'h3 h4 h5 p blockquote hr ul li table thead tbody tr strong em del code br'
      .split(' ')
      .map((name) => [name, {}]),
  ),
};

function faultsOf(text: string): string[] {
  const TAG = /<\/?([a-z0-9]+)((?: [a-z]+="[^"<>]*")*)\/?>/g;
  const faults = [...text.matchAll(TAG)].flatMap(([whole, name = '', attributes = '']) => {
    const allowed = ALLOWED[name];
    const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)];
    const isFine =
      allowed !== undefined && pairs.every(([, key = '', value = '']) => allowed[key]?.test(value) === true);
    return isFine ? [] : [whole];
  });
  return /[<>]/.test(text.replace(TAG, '')) ? [...faults, 'a bracket that belongs to no tag'] : faults;
}

test('the check below finds what it looks for', () => {
  expect(faultsOf('<p><script>x</script></p>')).toEqual(['<script>', '</script>']);
  expect(faultsOf('<a href="javascript:x">')).toHaveLength(1);
  expect(faultsOf('<p onclick=x>')).toEqual(['a bracket that belongs to no tag']);
});

/** What Markdown and HTML are made of, between blanks. */
const PIECES =
  `[ ]( ) ![ < > " ' \` \`\`\` * ** _ ~~ # - 1. | |-| &lt; &#60; \\ javascript: data: https://a x.png ../ [a]:
<script> </p> <img_src=x_onerror=y> <!-- on=" <a_href=" = [x] a@b.c`.split(/\s+/);
const piece = fc.constantFrom(
  ...PIECES.map((each) => each.replace(/_(?=[a-z])/g, ' ')),
  ' ',
  '\n',
  '\n\n',
  '    ',
  '\u0000',
);

test('whatever the text is, nothing comes out but allowed elements with allowed attributes', () => {
  const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 });
  fc.assert(
    fc.property(text, (pieces) => {
      expect(faultsOf(html(pieces.join('')) ?? '')).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});
