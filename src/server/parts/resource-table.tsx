import type { FC } from 'hono/jsx';
import type { RunId, TaskId } from '../../engine/ids.ts';
import type { Measured } from '../../engine/resource-use.ts';
import { askedWords, memoryWords } from '../../engine/resources.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { adviceWords, cpuWords, groupName } from '../resource-words.ts';
import type { AdvisedUse } from '../run-resources.ts';
import { durationWords } from '../times.ts';
import { numberWords } from '../words.ts';

interface GroupsProps {
  readonly groups: readonly AdvisedUse[];
}

/** One sentence for each thing that should be asked for otherwise; what tasks failed for comes first. */
export const AdviceList: FC<GroupsProps> = ({ groups }) => {
  const all = groups.flatMap(({ use, advice }) => advice.map((one) => ({ use, one })));
  const [needy, others] = [
    all.filter(({ one }) => one.kind === 'too-little'),
    all.filter(({ one }) => one.kind !== 'too-little'),
  ];
  if (all.length === 0) return null;
  return (
    <ul class="advice">
      {[...needy, ...others].map(({ use, one }) => {
        const { who, found, field, verdict } = adviceWords(use, one);
        return (
          <li
            class={`notice notice-${one.kind === 'too-little' ? 'bad' : one.kind === 'close' ? 'warn' : 'calm'}`}
          >
            <strong>{visible(who)}</strong> {visible(found)}: <code>{visible(field)}</code> {verdict}.
          </li>
        );
      })}
    </ul>
  );
};

/** What each group asked for and used. */
export const ResourceTable: FC<GroupsProps & { run: RunId }> = ({ run, groups }) => (
  <div class="table-wrap">
    <table class="resources">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col">Ran</th>
          <th scope="col">Memory</th>
          <th scope="col">CPUs</th>
          <th scope="col">Time</th>
          <th scope="col" class="wide">
            Partition
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <GroupLine run={run} group={group} />
        ))}
      </tbody>
    </table>
  </div>
);

const GroupLine: FC<{ run: RunId; group: AdvisedUse }> = ({ run, group: { use } }) => {
  const { cpus, partition, gres } = use.shape.resources;
  const { memory, timeLimit } = askedWords(use.shape.resources);
  return (
    <tr>
      <th scope="row" class={use.shape.group === '' ? 'ungrouped' : undefined}>
        {visible(groupName(use))}
      </th>
      <td>
        {numberWords(use.ran)} of {numberWords(use.tasks)}
      </td>
      <td data-name="Memory">
        <Used run={run} asked={memory} used={use.memory} words={memoryWords} />
      </td>
      <td data-name="CPUs">
        <Used run={run} asked={String(cpus)} used={use.busyCpus} words={(busy) => `${cpuWords(busy)} busy`} />
      </td>
      <td data-name="Time">
        <Used run={run} asked={timeLimit} used={use.elapsed} words={durationWords} />
      </td>
      <td class="wide">
        {visible(partition)}
        {gres !== null && <span class="second">{visible(gres)}</span>}
      </td>
    </tr>
  );
};

interface UsedProps {
  readonly run: RunId;
  /** As it was written. */
  readonly asked: string;
  readonly used: Measured | null;
  readonly words: (value: number) => string;
}

/** `5.1G of 16G`, and the median below. The most leads to the task that used it. */
const Used: FC<UsedProps> = ({ run, asked, used, words }) =>
  used === null ? (
    <span class="quiet">? of {visible(asked)}</span>
  ) : (
    <>
      <MostUsed run={run} task={used.maxTask} words={words(used.max)} /> of {visible(asked)}
      {words(used.median) !== words(used.max) && <span class="second">median {words(used.median)}</span>}
    </>
  );

const MostUsed: FC<{ run: RunId; task: TaskId; words: string }> = ({ run, task, words }) => (
  <a href={paths.task(run, task)} title={`the most, used by ${visible(task)}`}>
    {words}
  </a>
);
