import type { Ending, JobStart } from '../engine/evidence.ts';
import { type RecordName, recordName } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Host } from '../transport/host.ts';
import { quotePath } from '../transport/quote.ts';
import type { Backend, EndingQuestion, Heard, JobRecords } from './backend.ts';
import { eventsFile } from './job-files.ts';
import { ask } from './on-host.ts';
import { parseRecords, recordsScript } from './record-scripts.ts';
import { endingOf } from './records.ts';

/** So long one hearing waits. */
const PATIENCE_SECONDS = 50;
const LIMIT_MS = (PATIENCE_SECONDS + 30) * 1000;
const SIGN_OF_LIFE_SECONDS = 5;
const RECORDS_MS = 60_000;
/** What is behind is left to the polls: a file that was put back must not flood the server. */
const MOST_BYTES = 1024 * 1024;

/** What tells at once that a job has begun or ended, wherever there is a host (`design.md` 6). */
export function hints(host: Host, root: string): Pick<Backend, 'hear' | 'readRecords'> {
  return {
    hear: (after) => hear(host, eventsFile(root), after),
    readRecords: (jobs) => readRecords(host, root, jobs),
  };
}

async function hear(host: Host, file: string, after: number | null): Promise<Result<Heard>> {
  const heard = await ask(host, {
    script: hearScript(file, after),
    purpose: 'wait for news of jobs',
    timeLimitMs: LIMIT_MS,
    patient: true,
  });
  return heard.ok ? parseHeard(heard.value.stdout) : heard;
}

/**
 * Prints the file's size, then what is new in it. The file is opened anew at each look, which is what makes a network
 * file system look again. A file that has shrunk is read from its beginning.
 *
 * While it waits it prints an empty line now and then, with which the shell ends when nobody reads any more: the server was
 * stopped or killed, or the connection cut, and it would go on looking on a machine of others.
 */
export function hearScript(file: string, after: number | null): string {
  return `file=${quotePath(file)} seen=${after ?? -1} size=0
look() { size=$(wc -c < "$file") || size=0; size=$((size)); } 2> /dev/null
look
[ $seen -ge 0 ] || seen=$size
if sleep 0.2 2> /dev/null; then nap=0.2 often=5; else nap=1 often=1; fi
left=$((${PATIENCE_SECONDS} * often))
look
while [ $size -eq $seen ] && [ $left -gt 0 ]; do
  sleep $nap
  left=$((left - 1))
  [ $((left % (${SIGN_OF_LIFE_SECONDS} * often))) -ne 0 ] || echo || exit
  look
done
[ $size -ge $seen ] || seen=0
[ $((size - seen)) -le ${MOST_BYTES} ] || seen=$((size - ${MOST_BYTES}))
echo $size
[ $size -eq $seen ] || tail -c +$((seen + 1)) "$file" 2> /dev/null || :
`;
}

/** Lines that were cut, mixed or are not ours are passed over. */
export function parseHeard(output: string): Result<Heard> {
  const [size = '', ...lines] = output.trimStart().split('\n');
  if (!/^\d+$/.test(size)) return failed(problem('unreadable', 'The events file was not read as expected'));
  const records: RecordName[] = [];
  for (const line of lines) {
    const match = /^([0-9a-f]{8}\.\d+(?:_\d+)?) (?:start|end)$/.exec(line);
    if (match?.[1] !== undefined) records.push(recordName(match[1]));
  }
  return ok({ records, at: Number(size) });
}

async function readRecords(
  host: Host,
  root: string,
  jobs: readonly EndingQuestion[],
): Promise<Result<JobRecords>> {
  // The end record comes behind the start record of the same job, and takes its place.
  const names = jobs.map(({ record }) => record);
  const script = recordsScript(root, names, ['start', 'end']);
  const answer = await ask(host, { script, purpose: 'read records of jobs', timeLimitMs: RECORDS_MS });
  if (!answer.ok) return answer;
  const records = parseRecords(answer.value.stdout);
  const starts: JobStart[] = [];
  const endings: Ending[] = [];
  for (const { record: name, job } of jobs) {
    const record = records.get(name) ?? null;
    const ending = endingOf(record, job);
    if (ending !== null) endings.push(ending);
    else if (record?.job === job)
      starts.push({ job, startedAt: record.startedSeconds * 1000, node: record.host });
  }
  return ok({ starts, endings });
}
