import type { FC } from 'hono/jsx';
import type { BackendView, Capacity, CapacityPicture } from '../../conductor/orders.ts';
import type { QueuedJob } from '../../engine/evidence.ts';
import { isAway } from '../backend-health.ts';
import { fairShareWords, limitLines, ownSentence, roomSentence } from '../capacity-words.ts';
import { visible } from '../log-text.ts';
import { ownShare, sharesByPartition } from '../queue-shares.ts';
import { bytesWords, countWords, numberWords } from '../words.ts';
import { Ago } from './moment.tsx';
import { PartitionTable } from './partition-table.tsx';
import { ShareBar } from './share-bar.tsx';

interface Props {
  readonly backend: BackendView;
  readonly picture: CapacityPicture;
  /** As its queue showed them last. */
  readonly jobs: readonly QueuedJob[];
  readonly now: number;
}

/** What a backend has free, what of it is ours, and what we may have. */
export const BackendRoom: FC<Props> = ({ backend, picture, jobs, now }) => {
  const { capacity } = picture;
  return (
    <div id="backend-room">
      <RoomAnswer picture={picture} isKnown={isSaidAbove(backend, picture)} now={now} />
      {capacity !== null && capacity.partitions.length > 0 && (
        <PartitionTable
          partitions={capacity.partitions}
          shares={sharesByPartition(jobs)}
          noun={backend.type === 'slurm' ? 'Partition' : 'Queue'}
        />
      )}
      <div class="cards room-cards">
        {capacity !== null && <OwnCard capacity={capacity} jobs={jobs} />}
        <LimitsCard backend={backend} picture={picture} />
        <DiskCard disk={capacity?.disk ?? backend.figures?.disk ?? null} />
      </div>
    </div>
  );
};

/** The head of the page says why there is no contact. */
function isSaidAbove(backend: BackendView, { problem }: CapacityPicture): boolean {
  return problem !== null && isAway(backend) && backend.problem?.message === problem.message;
}

interface AnswerProps {
  readonly picture: CapacityPicture;
  readonly isKnown: boolean;
  readonly now: number;
}

const RoomAnswer: FC<AnswerProps> = ({ picture, isKnown, now }) => {
  const { capacity, at, problem } = picture;
  const isOld = problem !== null;
  return (
    <>
      {capacity === null && !isOld && <p class="room-answer">What it has free is being asked…</p>}
      {capacity !== null && (
        <p class={`room-answer ${isOld ? 'is-old' : ''}`}>
          {roomSentence(capacity)}{' '}
          {at !== null && (
            <span class="quiet">
              Told <Ago at={at} now={now} />.
            </span>
          )}
        </p>
      )}
      {problem !== null && !isKnown && (
        <div class="notice notice-warn" role="status">
          <p>
            {capacity === null ? 'It does not tell what it has free.' : 'The last question was not answered.'}
          </p>
          <p class="hint">{visible(problem.message)}</p>
        </div>
      )}
      {capacity?.untold.map((sentence) => (
        <p class="notice">{visible(sentence)}</p>
      ))}
    </>
  );
};

const MOST_REASONS = 4;

const OwnCard: FC<{ capacity: Capacity; jobs: readonly QueuedJob[] }> = ({ capacity, jobs }) => {
  const own = ownShare(jobs, capacity.user);
  const total = capacity.whole.cpus?.total ?? null;
  return (
    <section class="card">
      <h3>Jobs of {visible(capacity.user)}</h3>
      <p>{visible(ownSentence(own, total))}</p>
      {total !== null && own.running.cpus > 0 && <ShareBar part={own.running.cpus} whole={total} />}
      {own.ours > 0 && <p class="quiet">{countWords(own.ours, 'job')} of these came from ScriptHut.</p>}
      {own.reasons.length > 0 && (
        <>
          <h4>Why they wait</h4>
          <dl class="facts">
            {own.reasons.slice(0, MOST_REASONS).map(([reason, count]) => (
              <Fact name={reason} words={countWords(count, 'job')} />
            ))}
          </dl>
        </>
      )}
    </section>
  );
};

const Fact: FC<{ name: string; words: string }> = ({ name, words }) => (
  <>
    <dt>{visible(name)}</dt>
    <dd>{visible(words)}</dd>
  </>
);

const LimitsCard: FC<{ backend: BackendView; picture: CapacityPicture }> = ({ backend, picture }) => {
  const { maxConcurrent, active } = backend;
  const hasScheduler = (picture.capacity?.partitions ?? []).length > 0;
  const { limits = [], fairShares = [], untold = [] } = picture.standing ?? {};
  return (
    <section class="card">
      <h3>Limits</h3>
      <dl class="facts">
        <Fact
          name="ScriptHut"
          words={`${countWords(maxConcurrent, 'task')} at a time, ${numberWords(active)} now`}
        />
        {limitLines(limits).map(([where, words]) => (
          <Fact name={where} words={words} />
        ))}
      </dl>
      {hasScheduler && picture.standing !== null && limits.length === 0 && untold.length === 0 && (
        <p class="quiet">The scheduler names no others.</p>
      )}
      {fairShares.length > 0 && (
        <>
          <h4>Fair share</h4>
          <dl class="facts">
            {fairShares.map((share) => (
              <Fact name={`account ${share.account}`} words={fairShareWords(share)} />
            ))}
          </dl>
        </>
      )}
      {untold.map((sentence) => (
        <p class="quiet">{visible(sentence)}</p>
      ))}
    </section>
  );
};

const DiskCard: FC<{ disk: Capacity['disk'] }> = ({ disk }) =>
  disk === null ? null : (
    <section class="card">
      <h3>Disk</h3>
      <p>
        {bytesWords(disk.availableBytes)} of {bytesWords(disk.totalBytes)} free
      </p>
      <ShareBar part={disk.totalBytes - disk.availableBytes} whole={disk.totalBytes} />
      <p class="quiet">
        Where <code>{visible(disk.path)}</code> is
      </p>
    </section>
  );
