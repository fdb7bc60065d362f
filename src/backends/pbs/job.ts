import { withoutServer } from './array-ids.ts';
import { type Attribute, type Block, parseBlocks, valuesOf } from './attributes.ts';

/** What the server says of one job, as far as it can be trusted. */
export interface PbsJob {
  /** Without the server: `7`, `7[]`, `7[3]`. */
  readonly id: string;
  /** Attributes in front of the variables. */
  readonly head: ReadonlyMap<string, string>;
  /** All of them; those of the tail only where nothing in it is doubtful. */
  readonly values: ReadonlyMap<string, string>;
  /** `A=1,B=2`, as they are shown; empty where they are not. */
  readonly variables: string;
  /** False where the attributes behind the variables cannot be told from what stands in a variable. */
  readonly isWhole: boolean;
}

/**
 * The order in which every server prints these, which is that of its own table. What stands in another order has been
 * mixed up on its way, and belongs to nobody knows which job.
 */
const HEAD = ['Job_Name', 'Job_Owner', 'job_state', 'queue', 'server', 'ctime', 'mtime', 'qtime', 'substate'];
const ALWAYS = ['Job_Name', 'Job_Owner', 'job_state', 'queue'];
const TAIL = [
  'comment',
  'etime',
  'run_count',
  'Exit_status',
  'exit_status',
  'Submit_arguments',
  'submit_args',
  'start_time',
  'start_count',
  'comp_time',
];

const VARIABLES = 'Variable_List';
/** Added behind those of the user by all of them; behind it only Torque has one more. */
const OF_SUBMISSION = /\bPBS_O_(?:HOST|SERVER)=/;

/**
 * All jobs of an answer; null for one that cannot be understood: nothing may be concluded from it. Blocks that are spoiled are
 * passed over only where somebody says that they do not matter.
 */
export function parseJobs(text: string, matters = (_: Block) => true): readonly PbsJob[] | null {
  const jobs = new Map<string, PbsJob>();
  for (const block of parseBlocks(text, 'Job Id')) {
    const job = readJob(block);
    if (job !== null && !jobs.has(block.id)) jobs.set(block.id, job);
    else if (matters(block)) return null;
  }
  return [...Map.groupBy(jobs, ([, { id }]) => id).values()].flatMap(apart);
}

/** Jobs that came from other servers keep those in their ids where the number is taken here. */
function apart(namesakes: readonly [string, PbsJob][]): readonly PbsJob[] {
  const isOfHere = ([id, { head }]: [string, PbsJob]) => id.endsWith(`.${head.get('server')}`);
  const own = namesakes.find(isOfHere) ?? namesakes[0];
  return namesakes.map((one) => (one === own ? one[1] : { ...one[1], id: one[0] }));
}

function readJob({ id, attributes, ...block }: Block): PbsJob | null {
  const at = attributes.findIndex(({ name }) => name === VARIABLES);
  const head = at < 0 ? attributes : attributes.slice(0, at);
  if (!block.isWhole || attributes[0]?.name !== 'Job_Name' || !isInOrder(head, HEAD)) return null;
  const heads = valuesOf(head);
  if (!ALWAYS.every((name) => heads.has(name))) return null;
  const [first, ...others] = at < 0 ? [] : attributes.slice(at);
  const { listed, tail } = partsOf(others);
  const variables = [first?.value, ...listed.map(({ name, value }) => `    ${name} = ${value}`)].join('\n');
  const isWhole =
    isInOrder(tail, TAIL) &&
    !listed.concat(tail).some(({ name }) => HEAD.includes(name)) &&
    !listed.some(({ name }) => TAIL.includes(name)) &&
    (first === undefined || OF_SUBMISSION.test(variables));
  const values = isWhole ? new Map([...valuesOf(tail), ...heads]) : heads;
  return { id: withoutServer(id), head: heads, values, variables, isWhole };
}

/** Whether each of the names occurs at most once, and those that do in this order. */
function isInOrder(attributes: readonly Attribute[], names: readonly string[]): boolean {
  const places = attributes.map(({ name }) => names.indexOf(name)).filter((place) => place >= 0);
  return places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
}

/**
 * What stands behind the first line of the variables. One of them may hold lines that look like attributes. Those that the
 * submission adds stand behind it, so that the list goes on to the last of them; the arguments of qsub come later, and may
 * name anything.
 */
function partsOf(attributes: readonly Attribute[]) {
  const argumentsAt = attributes.findLastIndex(({ name }) => /^submit_arg(uments|s)$/i.test(name));
  const before = argumentsAt < 0 ? attributes : attributes.slice(0, argumentsAt);
  const end = before.findLastIndex(({ value }) => OF_SUBMISSION.test(value)) + 1;
  return { listed: attributes.slice(0, end), tail: attributes.slice(end) };
}

/** The last value of a variable that only we set, and that holds neither commas nor newlines; null where there is none. */
export function variable(job: PbsJob, name: string): string | null {
  const found = job.variables.match(new RegExp(`(?<=^|[,\\n])${name}=[^,\\n]*`, 'g'))?.at(-1);
  return found === undefined ? null : found.slice(name.length + 1);
}
