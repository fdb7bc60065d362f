// @module-tag slow
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../config/load.ts';
import { faultsOf, machine } from '../config/testing.ts';

describe('text that is not YAML', () => {
  test.each([
    ['settings:\n\tserver_port: 1', '2:1 Tabs cannot indent | Use spaces.'],
    ['settings: {}\nsettings: {}', '2:1 The same key stands here twice | Keep one of them.'],
    ['settings: {}\n---\nsettings: {}', '2:1 A second document begins here; one was expected'],
    [
      'settings: *nobody',
      '1:11 The alias *nobody has no anchor before it | Put quotes around a text that begins with * or &.',
    ],
    [
      'a: b: c',
      '1:4 A text with a colon and a blank in it is taken for a group of keys | Put quotes around the text.',
    ],
    [
      'deps: [*]',
      '1:8 This can be neither an alias nor an anchor | Put quotes around a text that begins with * or &.',
    ],
    ['a: @b', '1:4 A text cannot begin with this sign | Put quotes around the text.'],
    ['a: "b" c', '1:8 Something stands here behind the end of a value | Put quotes around the whole text.'],
    [
      'a: ! test -f b',
      '1:4 A text that begins with ! is a tag to YAML, which would be left out | Put quotes around the text.',
    ],
    [
      'a: [{b: !vault c}]',
      '1:9 A text that begins with ! is a tag to YAML, which would be left out | Put quotes around the text.',
    ],
    [`a: ${'['.repeat(5_000)}${']'.repeat(5_000)}`, '1:1 The text is nested too deeply'],
    ['<<: 1', "1:1 What '<<' merges must be a group of keys, or an alias of one"],
    ['settings: {', /^1:12 Not YAML: /],
    ['a: "x', /^1:6 Not YAML: /],
    ['\u0000\u0001\u0002', /^1:1 scripthut.yaml must be a group of keys/],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)[0]).toEqual(typeof fault === 'string' ? fault : expect.stringMatching(fault));
  });

  test('what follows from an earlier fault is not told', () => {
    expect(faultsOf('a:\n  - b: 1\n  c: 2\n    d: 3\n')).toEqual([
      '3:1 Not YAML: All mapping items must start at the same column',
    ]);
    expect(faultsOf('a: b: c\nd: e: f\ng: [h\ni: {j\n').map((fault) => fault.split(' ')[0])).toEqual([
      '1:4',
      '2:4',
      '4:1',
    ]);
  });

  test('a tag of YAML itself says how a value is meant', () => {
    expect(faultsOf('settings: {filter_user: !!str 8, server_port: !!int "8000"}')).toEqual([]);
  });

  test('the same key is found where it stands, at any depth, also after others', () => {
    const text = 'environments:\n  - {name: x, variables: {A: "1", B: "2", A: "3"}}\nenv: []\n"env": []\n';
    expect(faultsOf(text)).toEqual([
      expect.stringMatching(/^2:43 The same key/),
      expect.stringMatching(/^4:1 The same key/),
    ]);
  });

  test('a group of very many keys is read at a glance, and so are the places of as many faults', {
    timeout: 30_000,
  }, () => {
    const lines = (count: number, value: string) =>
      Array.from({ length: count }, (_, n) => ` g${n}:${value}\n`).join('');
    const groups = (value: string) => `env_groups:\n${lines(60_000, value)}`;
    expect(parseConfiguration(groups(' []'), 'f', machine).ok).toBe(true);
    expect(faultsOf(groups(' x'))[0]).toMatch(/^2:\d+ env_groups.g0 must be a list/);
  });

  test('anchors that multiply each other are stopped', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    expect(faultsOf(`l0: &l0 [x]\n${levels.join('\n')}`)).toEqual([
      '1:1 Anchors are used too often within each other',
    ]);
  });

  test('an anchor that holds itself does not go on for ever', () => {
    expect(faultsOf('backends: &a [*a]')).toEqual(['1:15 The alias *a stands within what it stands for']);
    expect(faultsOf('a: &a {b: {c: [1, *a]}}')).toEqual([
      '1:19 The alias *a stands within what it stands for',
    ]);
  });

  test('lists within lists without end are refused', () => {
    expect(faultsOf('['.repeat(50_000))).not.toEqual([]);
  });

  test('arbitrary text is refused or read, and never throws', () => {
    const piece = fc.constantFrom(
      'backends',
      'settings',
      ':',
      ' ',
      '\n',
      '- ',
      '&a',
      '*a',
      '{',
      '}',
      '[',
      ']',
      '"',
      '\t',
      'type',
      '<<',
      '!x',
      '?',
      '|',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (each) => {
        expect(typeof parseConfiguration(each, 'x', machine).ok).toBe('boolean');
      }),
    );
  });
});
