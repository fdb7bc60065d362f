import type { Limit } from '../capacity.ts';
import { wholeNumber } from '../figures.ts';
import { parseWhole } from './fields.ts';

type Kind = Pick<Limit, 'what'>;

/** Newer attributes hold a limit for each kind of owner: `[u:PBS_GENERIC=5],[u:ada=9],[o:PBS_ALL=100]`. */
const BY_OWNER: Readonly<Record<string, Kind>> = {
  max_queued: { what: 'jobs' },
  max_run: { what: 'running-jobs' },
  'max_run_res.ncpus': { what: 'cpus' },
  'max_run_res.ngpus': { what: 'gpus' },
};

/** Those of Torque, and of OpenPBS before; numbers. */
const PLAIN: Readonly<Record<string, Kind & Pick<Limit, 'of'>>> = {
  max_user_queuable: { what: 'jobs', of: 'user' },
  max_user_run: { what: 'running-jobs', of: 'user' },
  max_queuable: { what: 'jobs', of: 'all' },
  max_running: { what: 'running-jobs', of: 'all' },
};

/** Limits among the attributes of a server or a queue, as far as they bind this user. `where` is what they hold for. */
export function limitsIn(values: ReadonlyMap<string, string>, user: string, where: string): readonly Limit[] {
  const byOwner = Object.entries(BY_OWNER).flatMap(([name, { what }]): Limit[] => {
    const limits = new Map(
      [...(values.get(name) ?? '').matchAll(/([uo]):"?([^=\]"]+)"?=(\d+)/g)].flatMap(
        ([, kind, owner, most]): [string, number][] => {
          const number = wholeNumber(most);
          return number === null ? [] : [[`${kind}:${owner}`, number]];
        },
      ),
    );
    const ofUser = limits.get(`u:${user}`) ?? limits.get('u:PBS_GENERIC');
    const ofAll = limits.get('o:PBS_ALL');
    return [
      ...(ofUser === undefined ? [] : [{ of: 'user', what, most: ofUser, where } as const]),
      ...(ofAll === undefined ? [] : [{ of: 'all', what, most: ofAll, where } as const]),
    ];
  });
  const plain = Object.entries(PLAIN).flatMap(([name, kind]): Limit[] => {
    const most = parseWhole(values.get(name));
    return most === null || most < 0 ? [] : [{ ...kind, most, where }];
  });
  return [...byOwner, ...plain];
}
