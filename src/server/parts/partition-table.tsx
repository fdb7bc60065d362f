import type { FC } from 'hono/jsx';
import type { Amount, Partition } from '../../conductor/orders.ts';
import { amountWords, longestWords, partitionState } from '../capacity-words.ts';
import { visible } from '../log-text.ts';
import type { QueueShare } from '../queue-shares.ts';
import { bytesWords, numberWords } from '../words.ts';
import { ShareBar } from './share-bar.tsx';
import { StateMark } from './state-mark.tsx';

interface Props {
  readonly partitions: readonly Partition[];
  /** What runs and waits in each. */
  readonly shares: ReadonlyMap<string, QueueShare>;
  /** How the family calls them: `Partition`, `Queue`. */
  readonly noun: string;
}

/** What each partition has free, one line for each. Columns of which no scheduler tells are left out. */
export const PartitionTable: FC<Props> = ({ partitions, shares, noun }) => {
  const hasGpus = partitions.some(({ gpus }) => gpus !== null);
  const hasMemory = partitions.some(({ memory }) => memory !== null);
  return (
    <div class="table-wrap">
      <table class="partitions">
        <thead>
          <tr>
            <th scope="col">{noun}</th>
            <th scope="col">CPUs free</th>
            <th scope="col">Nodes idle</th>
            {hasMemory && <th scope="col">Memory free</th>}
            {hasGpus && <th scope="col">GPUs free</th>}
            <th scope="col">Longest job</th>
            <th scope="col">In its queue</th>
          </tr>
        </thead>
        <tbody>
          {partitions.map((partition) => (
            <tr class={partition.startsJobs ? undefined : 'is-old'}>
              <NameCell partition={partition} />
              <td class="share" data-name="CPUs free">
                <FreeCell amount={partition.cpus} hasBar={partition.startsJobs} />
              </td>
              <NodesCell nodes={partition.nodes} />
              {hasMemory && (
                <td data-name="Memory free">
                  <AmountText amount={partition.memory} words={bytesWords} missing="not told" />
                </td>
              )}
              {hasGpus && (
                <td data-name="GPUs free">
                  <AmountText amount={partition.gpus} words={numberWords} missing="none" />
                </td>
              )}
              <td data-name="Longest job">{longestWords(partition.maxSeconds)}</td>
              <QueueCell share={shares.get(partition.name)} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const NameCell: FC<{ partition: Partition }> = ({ partition }) => {
  const isOpen = partition.takesJobs && partition.startsJobs;
  return (
    <th scope="row">
      {visible(partition.name)}
      <span class="second">
        {!isOpen && <StateMark mark="cancelled" word={partitionState(partition)} />}
        {isOpen && (partition.isDefault ? 'open, the default' : 'open')}
      </span>
    </th>
  );
};

/** The bar shows what is taken: a bar that is full says that there is no room. */
const FreeCell: FC<{ amount: Amount | null; hasBar: boolean }> = ({ amount, hasBar }) =>
  amount === null ? (
    <span class="quiet">not told</span>
  ) : (
    <>
      {amountWords(amount)}
      {hasBar && <ShareBar part={amount.total - amount.free} whole={amount.total} />}
    </>
  );

const NodesCell: FC<{ nodes: Partition['nodes'] }> = ({ nodes }) => (
  <td data-name="Nodes idle">
    {nodes === null ? (
      <span class="quiet">not told</span>
    ) : (
      <>
        {numberWords(nodes.idle)} of {numberWords(nodes.total)}
        {nodes.away > 0 && <span class="second">{numberWords(nodes.away)} away</span>}
      </>
    )}
  </td>
);

interface AmountProps {
  readonly amount: Amount | null;
  readonly words: (amount: number) => string;
  readonly missing: string;
}

const AmountText: FC<AmountProps> = ({ amount, words, missing }) =>
  amount === null ? <span class="quiet">{missing}</span> : <span>{amountWords(amount, words)}</span>;

const QueueCell: FC<{ share: QueueShare | undefined }> = ({ share }) => (
  <td data-name="In its queue">
    {numberWords(share?.running.jobs ?? 0)} running
    <span class="second">{numberWords(share?.waiting.jobs ?? 0)} waiting</span>
  </td>
);
