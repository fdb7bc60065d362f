import type { FC } from 'hono/jsx';
import { dollarWords } from '../../engine/cost-words.ts';
import { readMemory } from '../../engine/resources.ts';
import { taskOf } from '../../engine/retry.ts';
import { isTerminal, placedOf } from '../../engine/state.ts';
import type { Resources } from '../../engine/task.ts';
import type { EvidenceSource, Usage, Verdict } from '../../engine/verdict.ts';
import type { RunRow, TaskRow } from '../../store/store.ts';
import { visible } from '../log-text.ts';
import { endOf, nodeOf, timesOf } from '../summaries.ts';
import { bytesWords } from '../words.ts';
import { Ago, Duration } from './moment.tsx';

export interface TaskFactsProps {
  readonly run: RunRow;
  readonly row: TaskRow;
  /** An estimate in US dollars; null where nobody knows. */
  readonly cost: number | null;
  readonly now: number;
}

/** What a task asked for, what it used, and how it ended, with who says so. */
export const TaskFacts: FC<TaskFactsProps> = ({ run, row: { task, state }, cost, now }) => {
  const placed = placedOf(state);
  const times = timesOf(state);
  const { verdict, usage } = endOf(state);
  const { resources } = taskOf(task, state);
  return (
    <dl class="facts facts-wide">
      <dt>Job</dt>
      <dd>
        {placed === null ? 'none' : <code>{visible(placed.job)}</code>} on {run.info.backend}
      </dd>
      {nodeOf(state) !== null && <Fact name="Node" value={visible(nodeOf(state) ?? '')} />}
      <Fact name="Attempt" value={String(state.attempt)} />
      {times.submittedAt !== null && (
        <>
          <dt>Submitted</dt>
          <dd>
            <Ago at={times.submittedAt} now={now} />
          </dd>
        </>
      )}
      {times.startedAt !== null && (
        <>
          <dt>Ran</dt>
          <dd>
            <Duration from={times.startedAt} to={isTerminal(state) ? times.finishedAt : null} now={now} />
          </dd>
        </>
      )}
      {verdict !== null && <VerdictFacts verdict={verdict} />}
      <dt>Asked for</dt>
      <dd>
        {resources.cpus} CPU{resources.cpus === 1 ? '' : 's'}, {visible(resources.memory)},{' '}
        {visible(resources.timeLimit)}
        {resources.gres !== null && <>, {visible(resources.gres)}</>} in {visible(resources.partition)}
      </dd>
      {usage !== null && <Used usage={usage} asked={resources} />}
      {cost !== null && <Fact name="Cost, est." value={dollarWords(cost)} />}
      <dt>Directory</dt>
      <dd>
        <code class="path">{visible(task.workingDir)}</code>
      </dd>
    </dl>
  );
};

/** How it ended, who says so, and in what words. */
const VerdictFacts: FC<{ verdict: Verdict }> = ({ verdict }) => (
  <>
    {verdict.exitCode !== null && <Fact name="Exit code" value={String(verdict.exitCode)} />}
    {verdict.signal !== null && <Fact name="Signal" value={String(verdict.signal)} />}
    <Fact name="According to" value={SOURCE_WORDS[verdict.source]} />
    {verdict.raw !== '' && (
      <>
        <dt>Scheduler says</dt>
        <dd>
          <code class="raw">{visible(verdict.raw)}</code>
        </dd>
      </>
    )}
  </>
);

const SOURCE_WORDS: Readonly<Record<EvidenceSource, string>> = {
  record: 'the job itself',
  accounting: 'the scheduler’s accounting',
  queue: 'the scheduler’s queue',
  silence: 'nobody: it was not heard of again',
  scripthut: 'ScriptHut',
};

const Fact: FC<{ name: string; value: string }> = ({ name, value }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);

const Used: FC<{ usage: Usage; asked: Resources }> = ({ usage, asked }) => {
  const words = [...memoryUsed(usage, asked), ...cpusUsed(usage)];
  return words.length === 0 ? null : <Fact name="Used" value={words.join(', ')} />;
};

function memoryUsed({ maxRssBytes }: Usage, { memory }: Resources): readonly string[] {
  if (maxRssBytes === null) return [];
  const askedBytes = readMemory(memory);
  const share = askedBytes === null ? '' : ` (${Math.round((100 * maxRssBytes) / askedBytes)} %)`;
  return [`${bytesWords(maxRssBytes)} of memory at most${share}`];
}

function cpusUsed({ cpuEfficiency }: Usage): readonly string[] {
  return cpuEfficiency === null ? [] : [`${cpuEfficiency} % of its CPUs`];
}
