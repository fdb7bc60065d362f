import type { Ending } from '../../engine/evidence.ts';
import type { Reason } from '../../engine/verdict.ts';
import { signalOf } from '../signals.ts';

/**
 * What a job's exit status means. Up to 255 it is the script's own; 256 and a signal where the server ended it; below zero
 * what the node's daemon says of it, in words that OpenPBS (`job.h`) and Torque (`pbs_job.h`) give to different numbers.
 */

type Meaning = readonly [Reason, string];

/** In both. */
const COMMON: Readonly<Record<number, Meaning>> = {
  [-1]: ['unknown-failure', 'it could not be started'],
  [-2]: [
    'unknown-failure',
    'it could not be started: its home directory, its files or the prologue failed on the node',
  ],
  [-3]: ['unknown-failure', 'it could not be started, and was to be tried again'],
  [-4]: ['node-failure', 'the node was started anew'],
  [-5]: ['node-failure', 'the node was started anew'],
  [-6]: ['node-failure', 'the node was started anew'],
  [-7]: ['unknown-failure', 'it could not be started anew'],
};

/** `JOB_EXEC_*` of OpenPBS. */
const OPENPBS: Readonly<Record<number, Meaning>> = {
  ...COMMON,
  [-10]: ['unknown-failure', 'the node does not know its user or group'],
  [-11]: ['node-failure', 'it was to be run again'],
  [-12]: ['preempted', 'it was checkpointed and killed'],
  [-13]: ['unknown-failure', 'its password was not taken'],
  [-14]: ['node-failure', 'a node failed while it was started'],
  [-15]: ['node-failure', 'it was to be started anew from a checkpoint'],
  [-16]: ['unknown-failure', 'a hook of the site sent it back'],
  [-17]: ['cancelled', 'a hook of the site deleted it'],
  [-18]: ['unknown-failure', 'a hook of the site sent it back'],
  [-19]: ['cancelled', 'a hook of the site deleted it'],
  [-20]: ['node-failure', 'its node was lost'],
  [-21]: ['unknown-failure', "the node's own folders are not safe"],
  [-22]: ['unknown-failure', 'a hook of the site failed'],
  [-23]: ['unknown-failure', 'it had no Kerberos credentials'],
  [-24]: ['unknown-failure', 'it used more CPUs than it had asked for'],
  [-25]: ['unknown-failure', 'it used more CPUs than it had asked for'],
  [-26]: ['out-of-memory', 'it used more virtual memory than it had asked for'],
  [-27]: ['out-of-memory', 'it used more memory than it had asked for'],
  [-28]: ['unknown-failure', 'it used more processor time than it had asked for'],
  [-29]: ['timeout', 'it reached its walltime'],
  [-30]: ['node-failure', 'its nodes could not be joined'],
};

/** `JOB_EXEC_*` of Torque. */
const TORQUE: Readonly<Record<number, Meaning>> = {
  ...COMMON,
  [-8]: ['unknown-failure', 'its shell could not be started'],
  [-9]: ['unknown-failure', 'its logs could not be opened on the node'],
  [-10]: ['out-of-memory', 'it used more memory than it had asked for'],
  [-11]: ['timeout', 'it reached its walltime'],
  [-12]: ['unknown-failure', 'it used more processor time than it had asked for'],
};

const BY_SERVER = 256;
/** What `qdel` sends, and who enforces limits: first 15, and 9 after a while or with force. */
const DELETING: readonly number[] = [9, 15];
/** Given where the shell of `-S` is not there; a script can say the same. */
const BAD_SHELL = 254;

export interface Circumstances {
  /** Torque's numbers. */
  readonly isTorque: boolean;
  /** Whether the server says that somebody deleted it (substate 91). */
  readonly wasDeleted: boolean;
  /** Whether it has run for as long as it might. */
  readonly wasOverTime: boolean;
  /** Whether it used all the memory that it had asked for. */
  readonly wasOverMemory: boolean;
}

type Verdict = Pick<Ending, 'reason' | 'exitCode' | 'signal' | 'raw'>;

/** How a job with this exit status ended. */
export function verdictOf(exit: number, circumstances: Circumstances): Verdict {
  const raw = `Exit_status ${exit}`;
  const { isTorque, wasDeleted, wasOverTime, wasOverMemory } = circumstances;
  if (exit < 0) {
    const [reason, words] = (isTorque ? TORQUE : OPENPBS)[exit] ?? ['unknown-failure', 'PBS ended it'];
    return { reason, exitCode: null, signal: null, raw: `${raw}: ${words}` };
  }
  const isByServer = exit > BY_SERVER;
  const signal = isByServer ? exit - BY_SERVER : signalOf(exit);
  const exitCode = isByServer ? null : exit;
  if (wasDeleted) return { reason: 'cancelled', exitCode, signal, raw: `${raw}: it was deleted` };
  if (signal === null)
    return { reason: exit === 0 ? 'completed' : 'exit', exitCode, signal, raw: explained(exit, raw) };
  if (DELETING.includes(signal) && wasOverTime) return { reason: 'timeout', exitCode, signal, raw };
  if (DELETING.includes(signal) && wasOverMemory) return { reason: 'out-of-memory', exitCode, signal, raw };
  const reason = isByServer && DELETING.includes(signal) ? 'cancelled' : 'signal';
  return { reason, exitCode, signal, raw };
}

function explained(exit: number, raw: string): string {
  return exit === BAD_SHELL ? `${raw}, as for a job whose shell is not there` : raw;
}
