/** GET `/api/v1/runs/{id}/resources`: what tasks asked for and used, by groups that asked for the same. */
export interface ResourcesAnswer {
  readonly run_id: string;
  /** What something should be done about comes first, then the order of the document. */
  readonly groups: readonly GroupResources[];
  /** Tasks that are in none of these groups, because there are too many of them. */
  readonly left_out: number;
}

export interface GroupResources {
  /** The first part of the tasks' ids, up to the first dot; null for tasks whose ids have no dot. */
  readonly group: string | null;
  readonly tasks: number;
  /** Tasks that ran and have ended. */
  readonly ran: number;
  readonly asked: {
    readonly partition: string;
    readonly cpus: number;
    readonly memory: string;
    readonly time_limit: string;
    readonly gres: string | null;
  };
  /** Peak memory in bytes. Each of these is null where it is not known of any task. */
  readonly memory: MeasuredAmount | null;
  /** How many CPUs were kept busy, on average over the life of a task. */
  readonly busy_cpus: MeasuredAmount | null;
  readonly elapsed_seconds: MeasuredAmount | null;
  readonly out_of_memory: number;
  readonly timed_out: number;
  readonly advice: readonly ResourceAdvice[];
}

export interface MeasuredAmount {
  /** Of how many tasks it is known. */
  readonly tasks: number;
  readonly max: number;
  /** The id of the task that used the most. */
  readonly max_task: string;
  /** Within one percent. */
  readonly median: number;
}

export interface ResourceAdvice {
  readonly about: 'memory' | 'cpus' | 'time_limit';
  /** Far more than was used; less than some tasks needed; just enough. */
  readonly kind: 'too-much' | 'too-little' | 'close';
  /** How many tasks it speaks of. */
  readonly tasks: number;
  /** `sim (200 tasks) asked for 16G and used at most 5.1G (median 4.8G): "memory: 7G" would do` */
  readonly sentence: string;
  /** The value of the task field: `7G`, `1`, `0:30:00`. */
  readonly instead: string;
}
