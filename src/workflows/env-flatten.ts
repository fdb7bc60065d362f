import type { EnvLayer, EnvRule, EnvSource } from '../engine/env-rules.ts';
import { didYouMean } from '../engine/nearest.ts';

/** A rule without `include`: what it brought in stands before it, under the same conditions. */
export interface FlatRule extends Omit<EnvRule, 'if' | 'include'> {
  readonly layer: EnvSource;
  /** All of them must hold. */
  readonly guards: readonly EnvRule['if'][];
  /** For people: where it stands. */
  readonly source: string;
  /** What is said instead where there is no such group; empty otherwise. */
  readonly warning: string;
}

export interface Flattened {
  readonly rules: readonly FlatRule[];
  /** Whole sentences; with any, the rules are not complete and no run may be planned with them. */
  readonly faults: readonly string[];
}

/** More than anybody writes. Groups that include others twice, again and again, come to millions. */
const MOST_RULES = 10_000;
const DEEPEST = 100;

const NOTHING = { set: {}, append: {}, init: '', warning: '' };

/**
 * All rules in the order in which they count (`compat.md` 7.2): of each one the groups that it includes, then itself.
 * A group of a later layer replaces one of the same name, whoever includes it. Never fails: what cannot be is told.
 */
export function flatten(layers: readonly EnvLayer[]): Flattened {
  const flattening = new Flattening(layers);
  for (const { source, env } of layers) {
    env.forEach((rule, index) => {
      const from = { layer: source, source: `${source} env, rule ${index + 1}` };
      flattening.add(rule, from, [], []);
    });
  }
  return { rules: flattening.rules, faults: [...flattening.faults] };
}

interface Group {
  readonly name: string;
  readonly source: EnvSource;
  readonly rules: readonly EnvRule[];
}

/** Whose rule it is, and where it stands in words. */
type From = Pick<FlatRule, 'layer' | 'source'>;

class Flattening {
  readonly rules: FlatRule[] = [];
  readonly faults = new Set<string>();
  readonly #groups = new Map<string, Group>();
  readonly #suggestions = new Map<string, string>();
  #seen = 0;

  constructor(layers: readonly EnvLayer[]) {
    for (const { source, groups } of layers) {
      for (const [name, rules] of Object.entries(groups)) this.#groups.set(name, { name, source, rules });
    }
  }

  /** `above` are the conditions of the rules that led here, `trail` the groups. */
  add(rule: EnvRule, from: From, above: FlatRule['guards'], trail: readonly Group[]): void {
    if (!this.#hasRoom(trail)) return;
    const guards = Object.keys(rule.if).length === 0 ? above : [...above, rule.if];
    for (const name of rule.include) this.#include(name, from, guards, trail);
    const { set, append, init } = rule;
    if (Object.keys(set).length + Object.keys(append).length === 0 && init === '') return;
    this.rules.push({ ...from, guards, set, append, init, warning: '' });
  }

  #include(name: string, from: From, guards: FlatRule['guards'], trail: readonly Group[]): void {
    const group = this.#groups.get(name);
    if (group === undefined) {
      this.rules.push({ ...NOTHING, ...from, guards, warning: this.#unknown(name, from.source) });
    } else if (trail.includes(group)) {
      this.faults.add(circleFault(trail.slice(trail.indexOf(group))));
    } else {
      group.rules.forEach((rule, index) => {
        const source = `${from.source}: group ${name} (${group.source}), rule ${index + 1}`;
        this.add(rule, { ...from, source }, guards, [...trail, group]);
      });
    }
  }

  #hasRoom(trail: readonly Group[]): boolean {
    this.#seen += 1;
    if (this.#seen <= MOST_RULES && trail.length <= DEEPEST) return true;
    const names = trail
      .slice(0, 3)
      .map(({ name }) => name)
      .join(' -> ');
    this.faults.add(
      this.#seen > MOST_RULES
        ? `Env groups bring in more than ${MOST_RULES} rules for one task`
        : `Env groups include each other more than ${DEEPEST} deep, beginning with ${names}`,
    );
    return false;
  }

  #unknown(name: string, source: string): string {
    const suggestion = this.#suggestions.get(name) ?? didYouMean(name, this.#groups.keys());
    this.#suggestions.set(name, suggestion);
    return `There is no env group '${name}'${suggestion}; ${source} goes on without it`;
  }
}

/** Told once, wherever one comes in: it begins with the name that sorts first. */
function circleFault(circle: readonly Group[]): string {
  const names = circle.map(({ name, source }) => `${name} (${source})`);
  const start = names.indexOf(names.toSorted()[0] ?? '');
  const way = [...names.slice(start), ...names.slice(0, start + 1)];
  return `Env groups include each other in a circle: ${way.join(' -> ')}`;
}
