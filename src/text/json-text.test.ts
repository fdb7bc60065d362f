import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listFaults } from '../engine/faults.ts';
import { readJson } from './json-text.ts';

const faultsOf = (text: string) => {
  const read = readJson(text, 'a.json');
  return read.ok
    ? []
    : listFaults(read.problem).map(({ message, place }) => `${place?.line}:${place?.column} ${message}`);
};

describe('the same key twice in one group', () => {
  test('is a fault at its second place', () => {
    expect(faultsOf('{"a": 1,\n "b": {"c": 1, "c": 1},\n "a": 2}')).toEqual([
      '2:16 The key "c" stands here twice: the first is on line 2',
      '3:2 The key "a" stands here twice: the first is on line 1',
    ]);
  });

  test('is found however it is spelled', () => {
    expect(faultsOf('[{"deps": 1, "d\\u0065ps": 2}]')).toHaveLength(1);
    expect(faultsOf('{"__proto__": 1, "__proto__": 2}')).toHaveLength(1);
  });

  test('is none in groups beside each other, nor in texts that look like it', () => {
    expect(faultsOf('[{"a": 1}, {"a": {"a": "\\"a\\": 1, \\"a\\": 2, \\\\"}, "a:a": "::"}]')).toEqual([]);
  });

  test('is a fault without a place when the text is nested too deeply for one', () => {
    const deep = `{"a": 1, "a": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(faultsOf(deep)).toEqual(['undefined:undefined a.json has the same key twice in one group']);
  });

  test('whatever JSON writes has none', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(faultsOf(text)).toEqual([]);
      }),
    );
  });

  test('any key that is put in again is found', () => {
    const group = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(group, fc.jsonValue(), (each, other) => {
        const [key] = Object.keys(each);
        const text = `${JSON.stringify(each).slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(other)}}`;
        expect(faultsOf(text)).toHaveLength(1);
      }),
    );
  });
});

test('a value is found as it is written', () => {
  const read = readJson('{"a": [1.50, "x", -0,  true]}', 'a.json');
  const sources = read.ok ? [0, 1, 2, 3, 4].map((index) => read.value.sourceOf(['a', index])) : [];
  expect(sources).toEqual(['1.50', '"x"', '-0', 'true', null]);
});
