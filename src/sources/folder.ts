import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Command } from '../transport/command.ts';
import type { Host } from '../transport/host.ts';
import type { Outcome } from '../transport/outcome.ts';
import { tidyList, tooLarge, topNoFile, topTooLarge } from './files.ts';
import {
  catCommand,
  findCommand,
  NO_FOLDER,
  parseTop,
  projectFilesCommand,
  topCommand,
} from './folder-commands.ts';
import { gitProblem } from './git-failure.ts';
import { compileGlob } from './glob.ts';
import { Lookout } from './lookout.ts';
import type { FolderSettings, ProjectSettings } from './settings.ts';
import type { Snapshot, Source, SourceFile, TopFile } from './source.ts';

export interface FolderOptions {
  /** The machine of the source's backend; null when that is not configured, or has none. */
  readonly host: Host | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Workflow files in a folder on a backend (`compat.md` 2.9, 12.3). */
export function openFolder(settings: FolderSettings, options: FolderOptions): Source {
  const { path, workflowsGlob } = settings;
  const glob = compileGlob(workflowsGlob, false);
  const below = glob.folder === '' ? '' : `${glob.folder}/`;
  return openOnBackend(settings, options, {
    list: findCommand(path, glob),
    parse: (stdout) =>
      tidyList(
        paths(stdout)
          .map((found) => `${below}${found.replace(/^\.\//, '')}`)
          .filter(glob.matches)
          .map(unread),
        glob,
      ),
    explain: (doing, stderr) => problem('command-failed', `${doing} failed: ${stderr.trim()}`),
    directory: () => path,
  });
}

/** The `sflow.json` files that git knows in a repository on a backend (`compat.md` 2.11). */
export function openProject(settings: ProjectSettings, options: FolderOptions): Source {
  const { path } = settings;
  return openOnBackend(settings, options, {
    list: projectFilesCommand(path),
    parse: (stdout) => tidyList(paths(stdout).map(unread), { pattern: 'sflow.json' }),
    explain: gitProblem,
    directory: (file) => [path, ...file.path.split('/').slice(0, -1)].join('/'),
  });
}

/** What is particular to one kind of folder. */
interface Kind {
  readonly list: Command;
  readonly parse: (stdout: string) => Pick<Snapshot, 'files' | 'warnings'>;
  /** Why listing failed. */
  readonly explain: (doing: string, stderr: string) => Problem;
  /** The directory that a file's tasks begin in. */
  readonly directory: (file: SourceFile) => string;
}

function openOnBackend(
  settings: FolderSettings | ProjectSettings,
  { host, now }: FolderOptions,
  kind: Kind,
): Source {
  const look = async (): Promise<Result<Snapshot>> => {
    if (host === null) return failed(noHost(settings));
    const listed = await ask(host, settings.path, kind.list, kind.explain);
    if (!listed.ok) return listed;
    const place = async (file: SourceFile): Promise<Result<string>> => ok(kind.directory(file));
    const read = (file: SourceFile): Promise<Result<string>> => readFile(host, settings.path, file);
    const readTop: Snapshot['readTop'] = (names) => readTopFile(host, settings.path, names);
    return ok({
      git: null,
      commits: [],
      ...kind.parse(listed.value.stdout),
      read,
      readTop,
      place,
      locate: place,
    });
  };
  const lookout = new Lookout({ look, remember: async () => null, now });
  const { name, type, description, maxConcurrent, backend, path } = settings;
  return {
    ...{ name, type, description, maxConcurrent, backend },
    place: path,
    branch: null,
    localPath: null,
    picture: () => lookout.picture(),
    sync: () => lookout.sync(),
    at: async ({ branch, commit }) => {
      if (branch === undefined && commit === undefined) return lookout.sync();
      const message = `${name} is a folder: it has neither branches nor commits to choose from`;
      return failed(problem('bad-request', message));
    },
  };
}

async function readFile(host: Host, folder: string, { path }: SourceFile): Promise<Result<string>> {
  const answer = await ask(host, folder, catCommand(folder, path), unreadable(path));
  if (!answer.ok) return answer;
  return answer.value.outputCut ? failed(tooLarge(path)) : ok(answer.value.stdout);
}

async function readTopFile(
  host: Host,
  folder: string,
  names: readonly string[],
): Promise<Result<TopFile | null>> {
  const answer = await ask(host, folder, topCommand(folder, names), unreadable(names.join(' or ')));
  if (!answer.ok) return answer;
  const found = parseTop(answer.value.stdout);
  if (found === null) return ok(null);
  const { name, text } = found;
  if (text === null) return failed(topNoFile(name, folder));
  return answer.value.outputCut ? failed(topTooLarge(name, folder)) : ok({ name, text });
}

function unreadable(path: string): Kind['explain'] {
  return (doing, stderr) => {
    const isGone = /No such file/.test(stderr);
    return problem(isGone ? 'not-found' : 'no-access', `${doing}: ${path} cannot be read: ${stderr.trim()}`);
  };
}

async function ask(
  host: Host,
  folder: string,
  command: Command,
  explain: Kind['explain'],
): Promise<Result<Outcome>> {
  const outcome = await host.run(command);
  if (outcome.problem !== null) return failed(outcome.problem);
  if (outcome.exitCode === 0) return ok(outcome);
  if (outcome.exitCode === NO_FOLDER)
    return failed(problem('not-found', `${host.label}: there is no folder ${folder}`));
  return failed(explain(`${host.label}: reading ${folder}`, outcome.stderr));
}

function noHost({ name, backend }: FolderSettings | ProjectSettings): Problem {
  const message = `${name} lies on the backend '${backend}', which is not configured or has no files of its own`;
  return problem('not-found', message);
}

/** What stands before each NUL. */
function paths(stdout: string): readonly string[] {
  return stdout.split('\0').slice(0, -1);
}

function unread(path: string): SourceFile {
  return { path, version: null, sizeBytes: null };
}
