import type { Problem } from '../engine/problem.ts';
import type { Result } from '../engine/result.ts';
import type { GitOrigin } from '../engine/run.ts';
import type { Host } from '../transport/host.ts';
import type { Revision } from './git-names.ts';

/**
 * Where workflow files come from. What is in them is nobody's business here. Nothing throws for what can go wrong with
 * git, files and machines.
 */
export interface Source {
  readonly name: string;
  readonly type: 'git' | 'path' | 'project';
  readonly description: string;
  /** Limit of active tasks for each run; null is no limit of its own. */
  readonly maxConcurrent: number | null;
  /** Where its runs go when nobody says otherwise. */
  readonly backend: string | null;
  /** For people: the repository's address without passwords, or the folder. */
  readonly place: string;
  /** The configured branch; null where there is none. */
  readonly branch: string | null;
  /** Where its files are kept on this machine; null when they are read where they lie. */
  readonly localPath: string | null;
  /** What is known, without asking anybody. */
  picture(): SourcePicture;
  /** Looks anew. When that fails, the picture keeps what was known and says why. */
  sync(): Promise<Result<Snapshot>>;
  /** The files of a branch or commit that somebody asks for; `bad-request` where there are neither. */
  at(revision: Revision): Promise<Result<Snapshot>>;
}

export interface SourcePicture {
  /** Of the last look that went well; null before that. */
  readonly snapshot: Snapshot | null;
  /** When that was, in milliseconds since 1970. */
  readonly syncedAt: number | null;
  /** Why the last look failed; null when it went well, or has not been made. */
  readonly problem: Problem | null;
}

/** The workflow files of one state of a source: reading them later gives what they held in that state, where git keeps it. */
export interface Snapshot {
  /** Null where files may change at any time. */
  readonly git: GitOrigin | null;
  /** Its commit and those before it, newest first, a few of them; none without git. */
  readonly commits: readonly SourceCommit[];
  /** Sorted by path. */
  readonly files: readonly SourceFile[];
  /** What was left out, and why. */
  readonly warnings: readonly string[];
  /** The text of one of its files. */
  read(file: SourceFile): Promise<Result<string>>;
  /**
   * The first of these files that stands at the top of the repository or folder, whatever its pattern lists; null where there
   * is none. What cannot be read as one is `bad-document`: a folder or the like, a link that leads out, more than 1 MB.
   */
  readTop(names: readonly string[]): Promise<Result<TopFile | null>>;
  /** Brings the files onto a backend, where they are not there already, and gives the directory that the file's tasks begin in. */
  place(file: SourceFile, host: Host): Promise<Result<string>>;
  /** Which directory `place` would give; makes nothing. */
  locate(file: SourceFile, host: Host): Promise<Result<string>>;
}

/** What its author said of a commit: text from outside. */
export interface SourceCommit {
  /** The full one. */
  readonly hash: string;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  readonly author: string;
  /** The first line of its message. */
  readonly subject: string;
}

export interface TopFile {
  readonly name: string;
  readonly text: string;
}

export interface SourceFile {
  /** Relative to the repository or folder, with slashes. */
  readonly path: string;
  /** Changes when the file does; null where nobody knows before reading it. */
  readonly version: string | null;
  /** Null where nobody has asked. */
  readonly sizeBytes: number | null;
}
