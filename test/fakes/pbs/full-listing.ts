import type { Attribute, Listed } from './attribute.ts';
import type { Variable } from './job.ts';

const WIDTH = 79;

/** `qstat -f` and its like: one attribute a line, folded as PBS folds them (`-w`, `-1`: not). */
export function textOf(listed: readonly Listed[], title: string, isFolded: boolean): string {
  return listed
    .map(({ id, attributes }) => {
      const lines = attributes.flatMap(linesOf).map((line) => `    ${line}`);
      return `${[`${title}${id}`, ...lines.map((line) => (isFolded ? folded(line) : line))].join('\n')}\n\n`;
    })
    .join('');
}

function linesOf([name, value]: Attribute): string[] {
  if (typeof value === 'string') return [`${name} = ${value}`];
  if (name === 'Variable_List') return [`${name} = ${variableText(value)}`];
  return value.map(([part, text]) => `${name}.${part} = ${text}`);
}

export function variableText(variables: readonly Variable[]): string {
  return variables.map(([name, value]) => `${name}=${value.replace(/[",]/g, '\\$&')}`).join(',');
}

/** Breaks behind commas where that helps, and elsewhere where nothing else does; what goes on stands behind a tab. */
export function folded(line: string): string {
  const start = line.indexOf(' = ') + 3;
  let text = line.slice(0, start);
  let column = start;
  for (const piece of line.slice(start).match(/[^,]*,|[^,]+$/g) ?? []) {
    const isFirst = text.length === start;
    if (!isFirst && column + piece.length >= WIDTH) {
      text += '\n\t';
      column = 1;
    }
    for (const character of piece) {
      if (column >= WIDTH) {
        text += '\n\t';
        column = 1;
      }
      text += character;
      column += 1;
    }
  }
  return text;
}

export function xmlOf(listed: readonly Listed[]): string {
  const jobs = listed.map(
    ({ id, attributes }) =>
      `<Job>${element('Job_Id', escaped(id))}${attributes.map(xmlAttribute).join('')}</Job>`,
  );
  return `<?xml version="1.0"?>\n<Data>${jobs.join('')}</Data>\n`;
}

function xmlAttribute([name, value]: Attribute): string {
  if (name === 'Variable_List' && typeof value !== 'string')
    return element(name, escaped(variableText(value)));
  if (typeof value !== 'string')
    return element(name, value.map(([part, text]) => element(part, escaped(text))).join(''));
  return element(
    name,
    /^([cmq]|e|start_|comp_)time$/.test(name) ? String(Date.parse(value) / 1000) : escaped(value),
  );
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
