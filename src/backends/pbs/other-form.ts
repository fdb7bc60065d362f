import type { JobId } from '../../engine/ids.ts';
import { quote } from '../../transport/quote.ts';
import { withoutServer } from './array-ids.ts';
import { QSTAT } from './commands.ts';
import type { Dialect } from './dialect.ts';
import type { PbsJob } from './job.ts';

/**
 * The other form in which a server can be asked, for single jobs whose text cannot be relied on, as where a variable holds
 * lines that look like attributes: JSON of OpenPBS, XML of Torque. Asked job by job, since a newer client prints only the
 * first of several, and one that cannot be read leaves the others alone.
 */

/** For no more than so many at a time. */
export const MOST_IN_OTHER_FORM = 5;

/** Each answer, whatever it is, ends in the mark. */
export function otherFormScript(
  mark: string,
  { family, remembers }: Dialect,
  jobs: readonly JobId[],
): string {
  const options = family === 'torque' ? '-f -x' : `${remembers ? '-x ' : ''}-f -F json`;
  const ended = `printf '${mark.replace('\u001e', '\\036')}'`;
  return `${jobs.map((job) => `${QSTAT} ${options} ${quote(job)} 2> /dev/null\n${ended}\n`).join('')}`;
}

/** The jobs in such answers. Those that cannot be read have none. */
export function parseOtherForm(output: string, mark: string): readonly PbsJob[] {
  const answers = output.split(mark).slice(0, -1);
  return answers.flatMap((answer) =>
    answer.trimStart().startsWith('{') ? parseJson(answer) : parseXml(answer),
  );
}

/**
 * `{"Jobs": {"7.server": {...}}}`; without `Jobs` where there is none, but also where nobody could be asked. Values that look
 * like numbers have lost their spelling (`007`), which state and exit status do not have.
 */
function parseJson(text: string): readonly PbsJob[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return [];
  }
  return entriesOf(entriesOf(answer).find(([name]) => name === 'Jobs')?.[1]).flatMap(([id, job]) =>
    jobOf(id, flat(job)),
  );
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** `resources_used: {cput}` as `resources_used.cput`, which is how the text has it. */
function flat(value: unknown, prefix = ''): [string, string][] {
  return entriesOf(value).flatMap(([name, inner]): [string, string][] => {
    if (typeof inner === 'string' || typeof inner === 'number') return [[prefix + name, String(inner)]];
    return prefix === '' ? flat(inner, `${name}.`) : [];
  });
}

/** One document behind the other, each with any number of `<Job>`. Values hold no tags: their `<` are escaped. */
function parseXml(text: string): readonly PbsJob[] {
  return [...text.matchAll(/<Job>(.*?)<\/Job>/gs)].flatMap(([, job = '']) => {
    const values = [...job.matchAll(/<(\w+)>((?:<(\w+)>[^<]*<\/\3>)+|[^<]*)<\/\1>/g)].flatMap(
      ([, name = '', value = '']): [string, string][] => {
        const inner = [...value.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
        if (inner.length === 0) return [[name, unescaped(value)]];
        return inner.map(([, key = '', text = '']) => [`${name}.${key}`, unescaped(text)]);
      },
    );
    const id = values.find(([name]) => name === 'Job_Id')?.[1];
    return id === undefined ? [] : jobOf(id, values);
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}

function jobOf(id: string, attributes: readonly [string, string][]): readonly PbsJob[] {
  const values = new Map(attributes);
  // An attribute that is there twice makes it doubtful which one is meant.
  if (values.size !== attributes.length || !values.has('job_state')) return [];
  return [{ id: withoutServer(id), head: values, values, variables: '', isWhole: true }];
}
