import type { PartitionLimits } from '../../engine/submission.ts';
import { parseBlocks, valuesOf } from './attributes.ts';
import { parseBytes, parseDuration } from './fields.ts';

/** One queue as `qstat -Q -f` shows it. */
export interface Queue extends PartitionLimits {
  readonly name: string;
  /** Whether it takes jobs. */
  readonly isEnabled: boolean;
  /** Whether it lets them run. */
  readonly isStarted: boolean;
  /** It sends jobs on to others, whose limits count. */
  readonly isRoute: boolean;
  /** All that is told of it. */
  readonly values: ReadonlyMap<string, string>;
}

/** Null where there is not one: a server without queues takes no jobs either. */
export function parseQueues(output: string): readonly Queue[] | null {
  const queues = parseBlocks(output, 'Queue').map(({ id, attributes }): Queue => {
    const values = valuesOf(attributes);
    return {
      name: id,
      isEnabled: values.get('enabled') !== 'False',
      isStarted: values.get('started') !== 'False',
      isRoute: values.get('queue_type') === 'Route',
      memoryBytes: parseBytes(values.get('resources_max.mem')),
      seconds: parseDuration(values.get('resources_max.walltime')),
      values,
    };
  });
  return queues.length === 0 ? null : queues;
}
