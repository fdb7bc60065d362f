import type { Ending, QueueState } from '../../engine/evidence.ts';
import type { JobId } from '../../engine/ids.ts';
import { isSignal, signalOf } from '../signals.ts';
import { meaningOf } from './states.ts';

/** What accounting or the controller says of one job. */
export interface Statement {
  readonly job: JobId;
  readonly queue: QueueState;
  /** Null while it has not ended. */
  readonly ending: Ending | null;
}

export type Statements = ReadonlyMap<JobId, Statement>;

export function byJob(statements: readonly Statement[]): Statements {
  return new Map(statements.map((statement) => [statement.job, statement]));
}

/**
 * `ExitCode` as sacct and scontrol print it: `3:0`, `0:9`. A shell's 139 for a signal is `11:0` in sacct, which takes
 * 128 away, and `139:0` in scontrol (seen in 22.05).
 */
export interface Exit {
  readonly code: number;
  readonly signal: number;
}

/** Slurm gives this as the signal when it could not open the job's logs or enter its directory on the node. */
const COULD_NOT_BEGIN = 53;

/** Null for other texts, and for numbers that no process ends with. */
export function parseExit(text: string): Exit | null {
  const match = /^(\d{1,3}):(\d{1,3})$/.exec(text);
  return match === null ? null : { code: Number(match[1]), signal: Number(match[2]) };
}

export function isFailure({ code, signal }: Exit): boolean {
  return code !== 0 || signal !== 0;
}

type Verdict = Pick<Ending, 'reason' | 'exitCode' | 'signal' | 'raw'>;

/** How a job in this state ended. An exit code other than 0 is a failure also where the state's word is not (`compat.md` 9.2). */
export function verdictOf(state: string, exit: Exit | null): Verdict {
  const reason = meaningOf(state).ended ?? 'unknown-failure';
  const raw = state;
  // Without the column only the state's word is known.
  if (exit === null) return { reason, exitCode: reason === 'completed' ? 0 : null, signal: null, raw };
  const { code } = exit;
  const signal = isSignal(exit.signal) ? exit.signal : signalOf(code);
  const exitCode = code === 0 ? null : code;
  if (reason !== 'completed' && reason !== 'exit') return { reason, exitCode, signal, raw };
  if (signal !== null) return { reason: 'signal', exitCode, signal, raw };
  if (code !== 0) return { reason: 'exit', exitCode, signal, raw };
  if (reason === 'completed' && exit.signal === 0) return { reason, exitCode: 0, signal, raw };
  return { reason: 'unknown-failure', exitCode, signal, raw: unexplained(state, exit) };
}

function unexplained(state: string, { code, signal }: Exit): string {
  if (signal === 0) return state;
  const why = signal === COULD_NOT_BEGIN ? ': its log or its directory could not be opened on the node' : '';
  return `${state} (exit code ${code}:${signal}${why})`;
}
