import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { GitOrigin } from '../engine/run.ts';
import type { Secret } from '../engine/secret.ts';
import type { Command } from '../transport/command.ts';
import type { Host } from '../transport/host.ts';
import { readDeployKey } from './deploy-key.ts';
import {
  CHECKOUT_FAILURES,
  checkoutCommand,
  commandInFolder,
  commitFolder,
  locateCommand,
  lsRemoteCommand,
  parseFolder,
  type Remote,
} from './git-commands.ts';
import { gitProblem } from './git-failure.ts';
import { checkRevision, isFullHash, type Revision, shownAddress, withoutKey } from './git-names.ts';
import { noBranch } from './no-branch.ts';
import type { RepositorySettings } from './settings.ts';

/** A repository whose commits are brought onto backends, each into a folder of its own (`compat.md` 12.1). */
export interface Repository {
  /** Without passwords. */
  readonly address: string;
  readonly branch: string;
  /**
   * The commit that is meant: the one asked for, else the newest of the branch, as the git server tells that host. From
   * then on a run goes by it, whatever the branch does.
   */
  choose(host: Host, revision: Revision): Promise<Result<GitOrigin>>;
  /** The folder that holds the commit, cloned if need be: once, however many ask at the same time. */
  checkout(host: Host, origin: GitOrigin): Promise<Result<string>>;
  /** The folder that `checkout` would give. */
  locate(host: Host, origin: GitOrigin): Promise<Result<string>>;
  /** What a command prints in such a folder. */
  runCommand(host: Host, folder: string, command: string): Promise<Result<string>>;
}

export function openRepository(settings: RepositorySettings): Repository {
  const address = shownAddress(settings.address);
  /** By machine and commit. */
  const underWay = new Map<string, Promise<Result<string>>>();
  const checkout = (host: Host, origin: GitOrigin): Promise<Result<string>> => {
    const key = `${origin.commit} ${host.label}`;
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const begun = clone(settings, host, origin).finally(() => underWay.delete(key));
    underWay.set(key, begun);
    return begun;
  };
  return {
    address,
    branch: settings.branch,
    choose: (host, revision) => choose(settings, host, revision),
    checkout,
    locate: (host, { commit }) => locate(settings, host, commit),
    runCommand: (host, folder, command) => printed(host, commandInFolder(folder, command)),
  };
}

async function choose(
  settings: RepositorySettings,
  host: Host,
  wished: Revision,
): Promise<Result<GitOrigin>> {
  const revision = checkRevision(wished);
  if (!revision.ok) return revision;
  const branch = revision.value.branch ?? settings.branch;
  const origin = { repository: shownAddress(settings.address), branch };
  if (revision.value.commit !== undefined) return ok({ ...origin, commit: revision.value.commit });
  const remote = await remoteOf(settings);
  if (!remote.ok) return remote;
  const outcome = await host.run(lsRemoteCommand(remote.value, branch));
  const doing = `${host.label}: asking for branch ${branch} of ${origin.repository}`;
  if (outcome.problem !== null) return failed(inTime(outcome.problem, doing));
  if (outcome.exitCode !== 0) return failed(gitProblem(doing, outcome.stderr));
  const found = outcome.stdout.split('\n').find((line) => line.endsWith(`\trefs/heads/${branch}`));
  const [commit = ''] = found?.split('\t') ?? [];
  if (!isFullHash(commit)) return failed(noBranch(origin.repository, branch, outcome.stdout));
  return ok({ ...origin, commit });
}

async function clone(
  settings: RepositorySettings,
  host: Host,
  { branch, commit }: GitOrigin,
): Promise<Result<string>> {
  const remote = await remoteOf(settings);
  if (!remote.ok) return remote;
  const { cloneDir, postclone } = settings;
  const outcome = await host.run(checkoutCommand({ ...remote.value, branch, commit, cloneDir, postclone }));
  const doing = `${host.label}: cloning ${shownAddress(settings.address)}`;
  if (outcome.problem !== null) return failed(inTime(outcome.problem, doing));
  const folder = parseFolder(outcome.stdout);
  if (outcome.exitCode === 0 && folder !== null) return ok(folder);
  return failed(checkoutProblem(settings, doing, { ...outcome, branch, commit }));
}

interface FailedCheckout {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly branch: string;
  readonly commit: string;
}

function checkoutProblem(settings: RepositorySettings, doing: string, failure: FailedCheckout): Problem {
  const { exitCode, stderr, branch, commit } = failure;
  const folder = `${settings.cloneDir}/${commitFolder(commit)}`;
  switch (exitCode) {
    case CHECKOUT_FAILURES.locked: {
      const hint = `If nobody does, remove ${folder}.lock there.`;
      return problem('busy', `${doing}: somebody else has been making ${folder} for minutes`, { hint });
    }
    case CHECKOUT_FAILURES.noCommit: {
      const hint = 'Was it pushed, or has the branch been rewritten since?';
      return problem('not-found', `${doing}: branch ${branch} has no commit ${commit}`, { hint });
    }
    case CHECKOUT_FAILURES.postclone: {
      const hint = `What it printed is in ${folder}/.git/scripthut-postclone.log. The next run clones anew.`;
      return problem('command-failed', `${doing}: postclone failed with ${stderr.trim()}`, { hint });
    }
    case CHECKOUT_FAILURES.foreign: {
      const hint = 'Move it away, or set clone_dir to another folder.';
      return problem('conflict', `${doing}: ${folder} is there, and is no checkout of ${commit}`, { hint });
    }
    case CHECKOUT_FAILURES.slow:
      return problem('no-answer', `${doing} took longer than 300 s and was stopped`, {
        hint: 'Nothing of it is used; the next run tries again.',
      });
    default:
      return gitProblem(doing, stderr);
  }
}

async function locate(settings: RepositorySettings, host: Host, commit: string): Promise<Result<string>> {
  const outcome = await host.run(locateCommand(settings.cloneDir, commit));
  if (outcome.problem !== null) return failed(outcome.problem);
  const folder = parseFolder(outcome.stdout);
  if (folder !== null) return ok(folder);
  return failed(problem('unreadable', `${host.label}: ${settings.cloneDir} is no folder for clones`));
}

/** With a key the address stays; without one it may have to be changed. */
async function remoteOf({ address, deployKey }: RepositorySettings): Promise<Result<Remote>> {
  if (deployKey === null) return ok({ address: withoutKey(address), key: null });
  const key: Result<Secret> = await readDeployKey(deployKey);
  return key.ok ? ok({ address, key: key.value }) : key;
}

async function printed(host: Host, command: Command): Promise<Result<string>> {
  const { problem: why, exitCode, stdout, stderr, outputCut } = await host.run(command);
  if (why !== null) return failed(why);
  if (exitCode === 0 && !outputCut) return ok(stdout);
  const said = (stderr.trim() || stdout.trim()).slice(0, 4_000) || 'it said nothing';
  const what = outputCut ? 'printed more than can be read' : `failed with exit code ${exitCode}: ${said}`;
  return failed(problem('command-failed', `${host.label}: the workflow's command ${what}`));
}

/** Where the time limit passed, the transport does not know what was asked of git. */
function inTime(why: Problem, doing: string): Problem {
  return why.code === 'no-answer' ? { ...why, message: `${doing}: ${why.message}` } : why;
}
