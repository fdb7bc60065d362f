import type { Attribute } from './attribute.ts';

type Tree = string | readonly string[] | readonly (readonly [name: string, value: Tree])[];

/** What stands before all JSON of OpenPBS, whatever was asked. */
export interface JsonHead {
  readonly server: string;
  readonly seconds: number;
}

/** One thing with attributes, as the members of `Jobs`, `nodes`, `Queue` and `Server` are. */
export interface JsonMember {
  readonly id: string;
  readonly attributes: readonly Attribute[];
}

/** The snapshot's client: tabs, well-formed, members may stand twice. */
export function snapshotJson(head: JsonHead, group: string, members: readonly JsonMember[]): string {
  return `${write(treeOf(head, group, members), { indent: '\t', colon: ':\t', list: (items) => `[${items.join(', ')}]` }, 1)}\n`;
}

/** The released client, written by hand: an empty variable takes the next one in. */
export function releasedJson(head: JsonHead, group: string, members: readonly JsonMember[]): string {
  const style = {
    indent: '    ',
    colon: ':',
    list: (items: readonly string[], depth: number) => {
      const indent = '    '.repeat(depth);
      return `[\n${items.map((item) => `${indent}    ${item}`).join(',\n')}\n${indent}]`;
    },
  };
  return `${write(treeOf(head, group, members.map(withSwallowed)), style, 1)}\n`;
}

function withSwallowed({ id, attributes }: JsonMember): JsonMember {
  return {
    id,
    attributes: attributes.map(([name, value]) => {
      if (name !== 'Variable_List' || typeof value === 'string') return [name, value];
      const kept: [string, string][] = [];
      let wasEmpty = false;
      for (const [variable, text] of value) {
        const last = kept.at(-1);
        if (wasEmpty && last !== undefined) last[1] = `,${variable}=${text}`;
        else kept.push([variable, text]);
        wasEmpty = !wasEmpty && text === '';
      }
      return [name, kept];
    }),
  };
}

function treeOf({ server, seconds }: JsonHead, group: string, members: readonly JsonMember[]): Tree {
  const head: (readonly [string, Tree])[] = [
    ['timestamp', String(seconds)],
    ['pbs_version', '23.06.06'],
    ['pbs_server', server],
  ];
  if (members.length > 0)
    head.push([group, members.map(({ id, attributes }) => [id, attributes.map(attributeTree)] as const)]);
  return head;
}

function attributeTree([name, value]: Attribute): readonly [string, Tree] {
  if (name === 'jobs' && typeof value === 'string')
    return [name, value.split(', ').map((job) => job.replace(/\/.*/, ''))];
  return [name, value];
}

interface Style {
  readonly indent: string;
  readonly colon: string;
  readonly list: (items: readonly string[], depth: number) => string;
}

function write(tree: Tree, style: Style, depth: number): string {
  if (typeof tree === 'string') return scalar(tree);
  if (isStrings(tree))
    return style.list(
      tree.map((item) => JSON.stringify(item)),
      depth - 1,
    );
  const indent = style.indent.repeat(depth);
  const lines = tree.map(
    ([name, value]) => `${indent}${JSON.stringify(name)}${style.colon}${write(value, style, depth + 1)}`,
  );
  return `{\n${lines.join(',\n')}\n${style.indent.repeat(depth - 1)}}`;
}

function isStrings(tree: Tree): tree is readonly string[] {
  return typeof tree !== 'string' && typeof tree[0] === 'string';
}

/** What looks like a number is one. */
function scalar(text: string): string {
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? text : JSON.stringify(text);
}
