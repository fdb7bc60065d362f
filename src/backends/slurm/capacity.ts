import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { type Capacity, roomOf, type Standing } from '../capacity.ts';
import { ask, diskLines, parseDisk } from '../on-host.ts';
import { readTold, TELL, type Told, toldLines, toldText, untold } from '../told.ts';
import { parseNodes, parsePartitions } from './parse-capacity.ts';
import {
  ASSOCIATION_FIELDS,
  parseShares,
  parseStanding,
  QOS_FIELDS,
  SHARE_FIELDS,
} from './parse-standing.ts';

const TIME_LIMIT_MS = 60_000;
/** The daemon of accounting may hang while the controller is well: then the rest is told without it. */
const ACCOUNTING_SECONDS = 8;

/** What is read of a node, which is a small part of what is told of it: there may be thousands. */
const OF_NODES = 'Gres|GresUsed|RealMemory|AllocMem|CPUAlloc|CPUEfctv|CPUTot|State|Partitions';

/** The state of a node stands in front of its `Reason`, in which an administrator can write anything. */
const NODES = `nodes() {
  { scontrol --oneliner --details show node; printf 'code %s\\n' $?; } | LC_ALL=C awk '
  /^code / { code = $2 }
  /^NodeName=/ {
    line = $1
    for (i = 2; i <= NF && $i !~ /^Reason=/; i++) if ($i ~ /^(${OF_NODES})=/) line = line " " $i
    print line
  }
  END { exit code }'
}
`;

/** All in one command; `sacctmgr` and `sshare` only where asked for. https://slurm.schedmd.com/man_index.html */
export function capacityScript(cloneDir: string, withStanding: boolean): string {
  return `${TELL}${NODES}told user id -un
told partitions scontrol --oneliner show partition
told nodes nodes
${withStanding ? STANDING : ''}${toldLines('disk', diskLines(cloneDir))}`;
}

const OPTIONS = '--noheader --parsable2';
/** Accounting may know our user in other clusters, too. */
const STANDING = `soon() { if command -v timeout >/dev/null; then timeout ${ACCOUNTING_SECONDS} "$@"; else "$@"; fi; }
cluster=$(scontrol show config 2>/dev/null | sed -n 's/^ClusterName *= *//p')
told shares soon sshare ${OPTIONS} --Users --format=${SHARE_FIELDS.join(',')}
told associations soon sacctmgr ${OPTIONS} show associations user="$(id -un)" \${cluster:+"cluster=$cluster"} format=${ASSOCIATION_FIELDS.join(',')}
told qos soon sacctmgr ${OPTIONS} show qos format=${QOS_FIELDS.join(',')}
`;

export async function siteCapacity(
  host: Host,
  cloneDir: string,
  withStanding: boolean,
): Promise<Result<Capacity>> {
  const answer = await ask(host, {
    script: capacityScript(cloneDir, withStanding),
    purpose: 'ask what the cluster has free',
    timeLimitMs: TIME_LIMIT_MS,
    calls: withStanding ? { scontrol: 3, sshare: 1, sacctmgr: 2 } : { scontrol: 2 },
  });
  if (!answer.ok) return answer;
  const capacity = readCapacity(answer.value.stdout, cloneDir, withStanding);
  if (capacity.partitions.length > 0 || capacity.whole.nodes !== null) return ok(capacity);
  const why = capacity.untold.join('; ') || 'there are neither partitions nor nodes';
  return failed(problem('command-failed', `${host.label}: ${why}`));
}

/** Reads the answer of `capacityScript`. */
export function readCapacity(output: string, cloneDir: string, withStanding: boolean): Capacity {
  const told = readTold(output);
  const nodes = parseNodes(toldText(told, 'nodes'));
  return {
    user: toldText(told, 'user').trim(),
    whole: roomOf(nodes),
    partitions: parsePartitions(toldText(told, 'partitions')).map((partition) => ({
      ...partition,
      ...roomOf(nodes.filter(({ partitions }) => partitions.includes(partition.name))),
    })),
    load: null,
    disk: parseDisk(toldText(told, 'disk'), cloneDir),
    standing: withStanding ? standingIn(told) : null,
    untold: untold(told, { partitions: 'Partitions are', nodes: 'Nodes are' }),
  };
}

function standingIn(told: ReadonlyMap<string, Told>): Standing {
  return {
    limits: parseStanding(toldText(told, 'associations'), toldText(told, 'qos')),
    fairShares: parseShares(toldText(told, 'shares')),
    untold: untold(told, {
      shares: 'Fair shares are',
      associations: 'Limits of accounts are',
      qos: 'Limits of QOS are',
    }),
  };
}
