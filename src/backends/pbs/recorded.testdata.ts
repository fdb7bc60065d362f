import { readFileSync } from 'node:fs';

/** For tests: what a real server's client printed, or said on its standard error (`NAME.err`). */
export function recorded(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

type Json = string | number | readonly Json[] | { readonly [name: string]: Json };

const TITLES = { Jobs: 'Job Id', Queue: 'Queue', Server: 'Server', nodes: null } as const;

/**
 * What was recorded as JSON, in the long text form that is asked for: jobs, queues and servers as `qstat -f` prints them, nodes as
 * `pbsnodes -a` does.
 */
export function asText(json: string): string {
  const answer: Record<string, Json> = JSON.parse(json);
  return Object.entries(TITLES)
    .flatMap(([kind, title]) => entriesOf(answer[kind]).map((entry) => block(title, entry)))
    .join('');
}

function block(title: string | null, [id, values]: readonly [string, Json]): string {
  const indent = title === null ? '     ' : '    ';
  const lines = entriesOf(values).flatMap(([name, value]) => attribute(name, value));
  return `${title === null ? '' : `${title}: `}${id}\n${lines.map((line) => `${indent}${line}\n`).join('')}\n`;
}

function attribute(name: string, value: Json): readonly string[] {
  if (typeof value !== 'object') return [`${name} = ${value}`];
  if (Array.isArray(value)) return [`${name} = ${value.join(', ')}`];
  const inner = entriesOf(value);
  if (name === 'Variable_List') return [`${name} = ${inner.map((pair) => pair.join('=')).join(',')}`];
  return inner.map(([key, one]) => `${name}.${key} = ${one}`);
}

function entriesOf(value: Json | undefined): readonly [string, Json][] {
  return typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
}
