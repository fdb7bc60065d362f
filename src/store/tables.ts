import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { EventKind } from '../engine/event.ts';
import type { BackendName, JobId, RunId, TaskId } from '../engine/ids.ts';
import type { NoticeKind } from '../engine/notice.ts';
import type { RunStatus } from '../engine/run.ts';
import type { TaskStatus } from '../engine/state.ts';
import type { Json } from './json.ts';

/** The tables as `migrations/` leaves them. */
export interface Tables {
  readonly runs: {
    readonly number: number;
    readonly id: RunId;
    readonly workflow: string;
    readonly status: RunStatus;
    readonly created_at: number;
    readonly ended_at: number | null;
    readonly task_count: number;
    readonly counts: Json;
    readonly cancel: Json | null;
    readonly hold: Json | null;
    readonly next_submission: number;
    readonly open_submissions: Json;
    readonly info: Json;
    readonly labels: Json;
  };
  readonly tasks: {
    readonly number: number;
    readonly run: RunId;
    readonly task_index: number;
    readonly id: TaskId;
    readonly definition: Json;
  };
  readonly task_states: {
    readonly run: RunId;
    readonly task_index: number;
    readonly status: TaskStatus;
    readonly state: Json;
  };
  readonly attempts: {
    readonly number: number;
    readonly run: RunId;
    readonly task_index: number;
    readonly attempt: number;
    readonly submission: number;
    readonly intended_at: number;
    readonly output_path: string;
    readonly error_path: string;
    /** Of an element of an array it stands in `shared_scripts`, as its log's paths do. */
    readonly script: string;
    /** Files of older versions: where the shared text belongs in the script of an element. */
    readonly shared_at: number | null;
    readonly element: number | null;
  };
  readonly shared_scripts: {
    readonly run: RunId;
    readonly submission: number;
    readonly text: string;
    readonly own: Uint8Array | null;
  };
  readonly events: {
    readonly sequence: number;
    readonly run: RunId;
    readonly at: number;
    readonly kind: EventKind;
    readonly body: Json;
  };
  readonly imports: {
    readonly folder: string;
    readonly modified_at: number;
    readonly imported_at: number;
    readonly run: RunId | null;
  };
  readonly notices: {
    readonly number: number;
    readonly channel: string;
    readonly run: RunId;
    readonly kind: NoticeKind;
    readonly sequence: number;
    readonly body: Json;
    readonly message: string | null;
    readonly tries: number;
    readonly due_at: number | null;
    readonly sent_at: number | null;
    readonly problem: Json | null;
  };
  readonly listings: {
    readonly backend: BackendName;
    readonly at: number;
  };
  readonly other_jobs: {
    readonly number: number;
    readonly backend: BackendName;
    readonly job: JobId;
    readonly user: string;
    readonly sort_at: number;
    readonly first_seen_at: number;
    readonly changed_at: number;
    readonly last_seen_at: number | null;
    readonly gone_at: number | null;
    readonly elapsed_seconds: number | null;
    readonly body: Json;
  };
}

/** Builds the text of queries that people can filter. It never runs them: `Database.select` does, synchronously. */
export const query = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
