import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Command } from '../transport/command.ts';
import type { Host } from '../transport/host.ts';
import type { Outcome } from '../transport/outcome.ts';
import { readDeployKey } from './deploy-key.ts';
import {
  type FoundFiles,
  MOST_BYTES,
  MOST_TOP_BYTES,
  tidyList,
  tooLarge,
  topNoFile,
  topTooLarge,
} from './files.ts';
import { gitProblem } from './git-failure.ts';
import { isFullHash, shownAddress } from './git-names.ts';
import type { Glob } from './glob.ts';
import {
  type Followed,
  fetchCommand,
  followCommand,
  historyCommand,
  knownCommand,
  listCommand,
  MIRROR_FAILURES,
  type MirrorRequest,
  parseFollowed,
  parseHistory,
  parseTree,
  readCommand,
} from './mirror-commands.ts';
import { noBranch } from './no-branch.ts';
import type { SourceCommit, SourceFile, TopFile } from './source.ts';

/** The server's own clone of a repository, from which workflow files are listed and read (`compat.md` 12.2). */
export class Mirror {
  readonly #request: MirrorRequest;
  readonly #host: Host;
  #turn: Promise<unknown> = Promise.resolve();

  /** `host` is this machine. Nothing is made before the first fetch. */
  constructor(request: MirrorRequest, host: Host) {
    this.#request = request;
    this.#host = host;
  }

  get folder(): string {
    return this.#request.folder;
  }

  /** The newest commit of the branch at the git server; with `commit`, that one. One fetch at a time. */
  fetch(branch: string, commit: string | null): Promise<Result<string>> {
    const turn = this.#turn.then(() => this.#fetch(branch, commit));
    this.#turn = turn;
    return turn;
  }

  async #fetch(branch: string, commit: string | null): Promise<Result<string>> {
    const { deployKey, address } = this.#request;
    const key = deployKey === null ? null : await readDeployKey(deployKey);
    if (key !== null && !key.ok) return key;
    const shown = shownAddress(address);
    const outcome = await this.#host.run(fetchCommand(this.#request, branch, commit));
    if (outcome.problem !== null) return failed(outcome.problem);
    switch (outcome.exitCode) {
      case 0:
        return hashIn(outcome.stdout);
      case MIRROR_FAILURES.noBranch:
        return failed(noBranch(shown, branch, outcome.stdout));
      case MIRROR_FAILURES.noCommit:
        return failed(problem('not-found', `${shown} has no commit ${commit} that could be fetched`));
      case MIRROR_FAILURES.foreign:
        return failed(this.#foreign());
      default:
        return failed(gitProblem(`Fetching ${shown}`, outcome.stderr));
    }
  }

  /** The commit of the last fetch, maybe of an earlier start; null when there was none. */
  async known(branch: string): Promise<string | null> {
    const { exitCode, stdout } = await this.#host.run(knownCommand(this.#request, branch));
    const hash = exitCode === 0 ? hashIn(stdout) : null;
    return hash?.ok ? hash.value : null;
  }

  /** The files of the commit that match, and what was left out. */
  async list(commit: string, glob: Glob): Promise<Result<FoundFiles>> {
    const listed = await this.#ask(listCommand(this.#request, commit, glob.folder));
    if (!listed.ok) return listed;
    if (listed.value.outputCut)
      return failed(problem('unreadable', `Commit ${commit} has more files than can be listed`));
    const below = glob.folder === '' ? '' : `${glob.folder}/`;
    const entries = parseTree(listed.value.stdout)
      .map((entry) => ({ ...entry, path: `${below}${entry.path}` }))
      .filter(({ path }) => glob.matches(path));
    const { files: sound, warnings } = tidyList(entries, glob);
    const links = sound.filter(({ is }) => is === 'link').map(({ path }) => path);
    const followed = await this.#follow(commit, links);
    if (!followed.ok) return followed;
    const lost = links.filter((path) => followed.value.get(path)?.is !== 'file').map(leadsOut);
    const files = sound.flatMap((entry) => {
      const target = entry.is === 'file' ? entry : followed.value.get(entry.path);
      if (target?.is !== 'file') return [];
      return [{ path: entry.path, version: target.hash, sizeBytes: target.sizeBytes }];
    });
    return ok({ files, warnings: [...warnings, ...lost] });
  }

  /** The commit and those before it, newest first. */
  async history(commit: string): Promise<Result<readonly SourceCommit[]>> {
    const listed = await this.#ask(historyCommand(this.#request, commit));
    return listed.ok ? ok(parseHistory(listed.value.stdout)) : listed;
  }

  async read({ path, version, sizeBytes }: SourceFile): Promise<Result<string>> {
    if ((sizeBytes ?? 0) > MOST_BYTES) return failed(tooLarge(path));
    const answer = await this.#ask(readCommand(this.#request, version ?? ''));
    if (!answer.ok) return answer;
    return answer.value.outputCut ? failed(tooLarge(path)) : ok(answer.value.stdout);
  }

  /** The first of these paths of the commit that is there. */
  async readTop(commit: string, names: readonly string[]): Promise<Result<TopFile | null>> {
    const followed = await this.#follow(commit, names);
    if (!followed.ok) return followed;
    const [first] = [...followed.value].filter(([, target]) => target.is !== 'nothing');
    if (first === undefined) return ok(null);
    const [name, target] = first;
    const place = shownAddress(this.#request.address);
    if (target.is !== 'file') return failed(topNoFile(name, place));
    if (target.sizeBytes > MOST_TOP_BYTES) return failed(topTooLarge(name, place));
    const text = await this.read({ path: name, version: target.hash, sizeBytes: target.sizeBytes });
    return text.ok ? ok({ name, text: text.value }) : text;
  }

  async #follow(commit: string, paths: readonly string[]): Promise<Result<ReadonlyMap<string, Followed>>> {
    if (paths.length === 0) return ok(new Map());
    const answer = await this.#ask(followCommand(this.#request, commit, paths));
    if (!answer.ok) return answer;
    const found = parseFollowed(answer.value.stdout);
    return ok(new Map(paths.map((path, index) => [path, found[index] ?? { is: 'other' }])));
  }

  async #ask(command: Command): Promise<Result<Outcome>> {
    const outcome = await this.#host.run(command);
    if (outcome.problem !== null) return failed(outcome.problem);
    if (outcome.exitCode === 0) return ok(outcome);
    return failed(gitProblem(`Reading the clone in ${this.folder}`, outcome.stderr));
  }

  #foreign(): Problem {
    const hint = 'Move it away, or set settings.sources_cache_dir to another folder.';
    return problem(
      'conflict',
      `${this.folder} is there, and is no clone of ${shownAddress(this.#request.address)}`,
      {
        hint,
      },
    );
  }
}

function leadsOut(path: string): string {
  return `${path} is left out: it is a symbolic link that leads to no file of the repository`;
}

function hashIn(stdout: string): Result<string> {
  const hash = stdout.trim();
  return isFullHash(hash) ? ok(hash) : failed(problem('unreadable', `git gave no commit but '${hash}'`));
}
