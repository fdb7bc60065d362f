import { type Answer, refused } from './answer.ts';
import type { Dialect } from './dialects.ts';
import type { Wish } from './qsub-wish.ts';
import { secondsOf } from './resources.ts';

/** As OpenPBS prints it. */
const USAGE = `usage: qsub [-a date_time] [-A account_string] [-c interval]
	[-C directive_prefix] [-e path] [-f ] [-h ] [-I [-X]] [-j oe|eo] [-J X-Y[:Z]]
	[-k keep] [-l resource_list] [-m mail_options] [-M user_list]
	[-N jobname] [-o path] [-p priority] [-P project] [-q queue] [-r y|n]
	[-R o|e|oe] [-S path] [-u user_list] [-W otherattributes=value...]
	[-v variable_list] [-V ] [-z] [script | -- command [arg1 ...]]
       qsub --version`;
const RESOURCES = new Set(
  'arch cput file host mem min_walltime max_walltime ncpus ngpus nice nodect nodes place pcput pmem procs pvmem select software vmem walltime'.split(
    ' ',
  ),
);
const LONGEST_NAME = 230;
const LARGEST_ARRAY = 10_000;

export function usage({ isTorque }: Dialect, unknown: readonly string[]): Answer {
  // Only OpenPBS was recorded, and with its full path.
  const path = isTorque ? 'qsub' : '/opt/pbs/bin/qsub';
  return refused(2, [...unknown.map((letter) => `${path}: invalid option -- '${letter}'`), USAGE].join('\n'));
}

/** What the client or the server finds wrong with the values, the queue aside; null when all is well. */
export function refusalOf(wish: Wish, dialect: Dialect): Answer | null {
  const illegal = (flag: string) => refused(2, `qsub: illegal -${flag} value\n${USAGE}`);
  const name = wish.single.get('N') ?? 'fine';
  if (name.length > LONGEST_NAME) return refused(2, 'qsub: Job name is too long ');
  if (!/^[\w.+\-@#]+$/.test(name)) return illegal('N');
  // A byte that is not printable, or a relative path that looks like one of another machine.
  const path = ['o', 'e'].find((flag) => /[^ -~]|^[^/]*:[^/]/.test(wish.single.get(flag) ?? ''));
  if (path !== undefined) return illegal(path);
  const depend = wish.attributes.get('depend') ?? 'after:1';
  if (!/^[a-z]+(?::\d+(?:\[\d*\])?(?:[.@][\w.-]*)*)+$/.test(depend)) return illegal('W');
  return arrayRefusal(wish, dialect, illegal) ?? resourceRefusal(wish, dialect);
}

function arrayRefusal(wish: Wish, dialect: Dialect, illegal: (flag: string) => Answer): Answer | null {
  const text = wish.single.get(dialect.arrayFlag);
  if (text === undefined) return null;
  if (dialect.isTorque) return /^\d+(-\d+)?(,\d+(-\d+)?)*(%\d+)?$/.test(text) ? null : illegal('t');
  const [, from, to] = /^(\d+)-(\d+)(?::\d+)?(?:%\d+)?$/.exec(text) ?? [];
  if (from === undefined || Number(to) <= Number(from)) return illegal('J');
  return Number(to) - Number(from) >= LARGEST_ARRAY
    ? refused(3, 'qsub: Array job exceeds server or queue size limit')
    : null;
}

function resourceRefusal({ resources }: Wish, { isTorque }: Dialect): Answer | null {
  for (const [name, value] of resources) {
    if (!RESOURCES.has(name))
      return isTorque
        ? refused(189, `qsub: submit error (Unknown resource type  Resource_List.${name})`)
        : refused(187, `qsub: Unknown resource Resource_List.${name}`);
    const isRight =
      name === 'walltime' ? secondsOf(value) !== null : name !== 'mem' || /^\d+([kmgtp]?[bw])?$/i.test(value);
    if (!isRight && !isTorque)
      return refused(166, `qsub: Illegal attribute or resource value Resource_List.${name}`);
    if (!isRight)
      return refused(171, `qsub: submit error (Illegal attribute or resource value Resource_List.${name})`);
  }
  const foreign = /:(\w+)=/.exec(
    (resources.get('select') ?? '').replace(/:(ncpus|mem|ngpus|mpiprocs)=/g, ''),
  );
  return foreign === null ? null : refused(187, `qsub: Unknown resource: ${foreign[1]}`);
}
