import type { FairShare, Limit } from '../capacity.ts';
import { wholeNumber } from '../figures.ts';

/** What Slurm tells of our own account: rows of `sshare` and `sacctmgr`, with these columns between bars. */

export const SHARE_FIELDS = ['Account', 'User', 'NormShares', 'EffectvUsage', 'FairShare'] as const;
export const ASSOCIATION_FIELDS = [
  'Account',
  'Partition',
  'MaxJobs',
  'MaxSubmit',
  'GrpJobs',
  'GrpSubmit',
  'GrpTRES',
  'QOS',
] as const;
export const QOS_FIELDS = ['Name', 'MaxJobsPU', 'MaxSubmitPU', 'MaxTRESPU', 'GrpJobs', 'GrpTRES'] as const;

/** Shares of our user in its accounts; rows of whole accounts name no user and are passed over. */
export function parseShares(output: string): readonly FairShare[] {
  return rowsOf(output).flatMap(([account = '', user = '', ...numbers]) => {
    const [share, usage, factor] = numbers.map((text) => (text === '' ? Number.NaN : Number(text)));
    if (user === '' || share === undefined || usage === undefined || factor === undefined) return [];
    return [share, usage, factor].every(Number.isFinite) ? [{ account, share, usage, factor }] : [];
  });
}

/** Limits of our accounts, then those of the QOS that they may use. https://slurm.schedmd.com/resource_limits.html */
export function parseStanding(associations: string, qos: string): readonly Limit[] {
  const ours = new Set<string>();
  const ofAccounts = rowsOf(associations).flatMap((row) => {
    const [account = '', partition = '', jobs, submit, groupJobs, groupSubmit, groupTres, names = ''] = row;
    for (const name of names.split(',')) ours.add(name);
    const where = partition === '' ? `account ${account}` : `account ${account}, partition ${partition}`;
    // Of an association with a user, "group" limits are those of this user's jobs together.
    return [
      ...limit('user', 'running-jobs', least(jobs, groupJobs), where),
      ...limit('user', 'jobs', least(submit, groupSubmit), where),
      ...tresLimits('user', groupTres, where),
    ];
  });
  const ofQos = rowsOf(qos).flatMap(([name = '', jobs, submit, tres, groupJobs, groupTres]) => {
    if (!ours.has(name)) return [];
    const where = `QOS ${name}`;
    return [
      ...limit('user', 'running-jobs', jobs, where),
      ...limit('user', 'jobs', submit, where),
      ...tresLimits('user', tres, where),
      ...limit('all', 'running-jobs', groupJobs, where),
      ...tresLimits('all', groupTres, where),
    ];
  });
  return [...ofAccounts, ...ofQos];
}

function rowsOf(output: string): readonly (readonly string[])[] {
  return output
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => line.split('|').map((field) => field.trim()));
}

function limit(of: Limit['of'], what: Limit['what'], most: string | undefined, where: string): Limit[] {
  const number = wholeNumber(most);
  return number === null ? [] : [{ of, what, most: number, where }];
}

function least(...numbers: readonly (string | undefined)[]): string | undefined {
  const told = numbers.flatMap((text) => wholeNumber(text) ?? []);
  return told.length === 0 ? undefined : String(Math.min(...told));
}

/** `cpu=64,gres/gpu=2,mem=500G` */
function tresLimits(of: Limit['of'], tres: string | undefined, where: string): Limit[] {
  const counts = new Map(
    (tres ?? '').split(',').map((one): [string, string] => {
      const [name = '', most = ''] = one.split('=');
      return [name, most];
    }),
  );
  return [
    ...limit(of, 'cpus', counts.get('cpu'), where),
    ...limit(of, 'gpus', counts.get('gres/gpu'), where),
  ];
}
