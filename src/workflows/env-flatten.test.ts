import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EnvLayer, EnvRule } from '../engine/env-rules.ts';
import { flatten } from './env-flatten.ts';
import { envRule } from './testing.ts';

function server(env: readonly EnvRule[], groups: EnvLayer['groups'] = {}): EnvLayer {
  return { source: 'server', env, groups };
}

/** What each flat rule sets, and its conditions. */
function shape(layers: readonly EnvLayer[]) {
  return flatten(layers).rules.map(({ set, guards }) => [Object.keys(set).join(), guards]);
}

const set = (key: string) => envRule({ set: { [key]: '1' } });

describe('flattening', () => {
  test('a rule’s groups come before it, theirs before them; its condition guards all of it', () => {
    const groups = {
      outer: [envRule({ if: { B: ['2'] }, include: ['inner'], set: { OUTER: '1' } }), set('LAST')],
      inner: [set('INNER')],
    };
    const rules = [envRule({ if: { A: ['1'] }, include: ['outer'], set: { OWN: '1' } }), set('NEXT')];
    const [a, b] = [{ A: ['1'] }, { B: ['2'] }];
    expect(shape([server(rules, groups)])).toEqual([
      ['INNER', [a, b]],
      ['OUTER', [a, b]],
      ['LAST', [a]],
      ['OWN', [a]],
      ['NEXT', []],
    ]);
    expect(flatten([server(rules, groups)]).rules.map(({ source }) => source)).toEqual([
      'server env, rule 1: group outer (server), rule 1: group inner (server), rule 1',
      'server env, rule 1: group outer (server), rule 1',
      'server env, rule 1: group outer (server), rule 2',
      'server env, rule 1',
      'server env, rule 2',
    ]);
  });

  test('a group of a later layer replaces one of the same name, also for rules before it', () => {
    const backend: EnvLayer = {
      source: 'backend',
      env: [envRule({ include: ['g'] })],
      groups: { g: [set('OLD')] },
    };
    const document: EnvLayer = { source: 'document', env: [], groups: { g: [set('NEW')] } };
    expect(flatten([backend, document]).rules).toMatchObject([
      { set: { NEW: '1' }, layer: 'backend', source: 'backend env, rule 1: group g (document), rule 1' },
    ]);
  });

  test('a circle is told with its names and where they stand, whatever leads into it', () => {
    const include = (...names: string[]) => [envRule({ include: names })];
    const groups = { way: include('a'), a: include('b'), b: include('c', 'a'), c: [set('C')] };
    expect(flatten([server(include('way'), groups)]).faults).toEqual([
      'Env groups include each other in a circle: a (server) -> b (server) -> a (server)',
    ]);
    expect(flatten([server(include('self'), { self: include('self') })]).faults).toHaveLength(1);
    // Twice the same group is none.
    expect(flatten([server(include('c', 'c'), groups)]).faults).toEqual([]);
  });

  test('groups that double each other and chains without end are told, not followed', () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`g${at}`, [envRule({ include: [`g${at + 1}`, `g${at + 1}`] })]]),
    );
    const chain = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, at) => [`g${at}`, [envRule({ include: [`g${at + 1}`] })]]),
    );
    const start = [envRule({ include: ['g0'] })];
    expect(flatten([server(start, doubled)]).faults).toEqual([
      'Env groups bring in more than 10000 rules for one task',
    ]);
    expect(flatten([server(start, chain)]).faults).toEqual([
      'Env groups include each other more than 100 deep, beginning with g0 -> g1 -> g2',
    ]);
  });
});

describe('properties', () => {
  const names = ['a', 'b', 'c', 'd'];
  const condition = fc.dictionary(fc.constantFrom('X', 'Y'), fc.array(fc.constantFrom('1', '2')), {
    maxKeys: 1,
  });
  const ruleThat = (includes: readonly string[]) =>
    fc.record({
      if: condition,
      include:
        includes.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...includes), { maxLength: 2 }),
      set: fc.dictionary(fc.constantFrom('X', 'Y', 'Z'), fc.constantFrom('1', '2'), { maxKeys: 2 }),
      append: fc.constant({}),
      init: fc.constantFrom('', 'true'),
    });
  /** Each group includes later ones only, so that there is no circle. */
  const groups = fc.tuple(...names.map((_, at) => fc.array(ruleThat(names.slice(at + 1)), { maxLength: 2 })));
  const layers = fc
    .tuple(fc.array(ruleThat(names), { maxLength: 4 }), groups)
    .map(([env, lists]) => [
      server(env, Object.fromEntries(names.map((name, at) => [name, lists[at] ?? []]))),
    ]);

  test('what is flat is itself', () => {
    fc.assert(
      fc.property(layers, (given) => {
        const once = flatten(given).rules;
        const rules = once.map(({ set, append, init }) => envRule({ set, append, init }));
        const again = flatten([server(rules)]).rules;
        const content = ({ set, append, init }: (typeof once)[number]) => ({ set, append, init });
        expect(again.map(content)).toEqual(once.map(content));
      }),
    );
  });

  test('no rule loses a condition of one that led to it, and none gains another', () => {
    fc.assert(
      fc.property(layers, ([layer]) => {
        const wanted = (rule: EnvRule, above: readonly EnvRule['if'][]): EnvRule['if'][][] => {
          const guards = Object.keys(rule.if).length === 0 ? above : [...above, rule.if];
          const own = Object.keys(rule.set).length > 0 || rule.init !== '' ? [[...guards]] : [];
          const inner = rule.include.flatMap((name) =>
            (layer?.groups[name] ?? []).flatMap((each) => wanted(each, guards)),
          );
          return [...inner, ...own];
        };
        const expected = (layer?.env ?? []).flatMap((rule) => wanted(rule, []));
        expect(flatten(layer === undefined ? [] : [layer]).rules.map(({ guards }) => guards)).toEqual(
          expected,
        );
      }),
    );
  });
});
