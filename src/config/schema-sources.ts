import { z } from 'zod';
import {
  identifier,
  localPath,
  type Machine,
  optional,
  section,
  text,
  typeError,
  wholeNumber,
} from '../backends/settings.ts';
import {
  branchFault,
  DEFAULTS,
  type FolderSettings,
  type GitSourceSettings,
  globFault,
  type ProjectSettings,
  type RepositorySettings,
} from '../sources/settings.ts';

/** The sections that say where work comes from (`compat.md` 2.8 to 2.11). */

export function sourceSchema(machine: Machine) {
  return z.discriminatedUnion('type', [gitSource(machine), folderSource()], {
    error: typeError(['git', 'path']),
  });
}

export function projectSchema() {
  const keys = { ...commonKeys(), backend: identifier(), path: remotePath() };
  return section(keys).transform(
    ({ name, max_concurrent, description, backend, path }): ProjectSettings => ({
      type: 'project',
      ...{ name, maxConcurrent: max_concurrent, description, backend, path },
    }),
  );
}

/** `workflows[].git`. */
export function workflowGit(machine: Machine) {
  const keys = { repo: address(), ...repositoryKeys(machine) };
  return section(keys).transform(({ repo, ...git }) => repositoryOf(repo, git));
}

function gitSource(machine: Machine) {
  const keys = {
    type: z.literal('git'),
    ...commonKeys(),
    url: address(),
    ...repositoryKeys(machine),
    backend: optional(identifier(), null),
    workflows_glob: workflowsGlob(),
  };
  return section(keys).transform(
    ({
      type,
      name,
      max_concurrent,
      description,
      url,
      backend,
      workflows_glob,
      ...git
    }): GitSourceSettings => ({
      ...{ type, name, maxConcurrent: max_concurrent, description, backend },
      workflowsGlob: workflows_glob,
      repository: repositoryOf(url, git),
    }),
  );
}

function folderSource() {
  const keys = {
    type: z.literal('path'),
    ...commonKeys(),
    path: remotePath(),
    backend: identifier(),
    workflows_glob: workflowsGlob(),
  };
  return section(keys).transform(
    ({ type, name, max_concurrent, description, path, backend, workflows_glob }): FolderSettings => ({
      ...{ type, name, maxConcurrent: max_concurrent, description, path, backend },
      workflowsGlob: workflows_glob,
    }),
  );
}

function commonKeys() {
  return {
    name: identifier(),
    max_concurrent: optional(wholeNumber(1), null),
    description: optional(text(), ''),
  };
}

function repositoryKeys(machine: Machine) {
  return {
    branch: optional(checked('the name of a branch', branchFault), DEFAULTS.branch),
    deploy_key: optional(localPath(machine), null),
    clone_dir: optional(text('a path').min(1, 'is empty: it must be a path'), DEFAULTS.cloneDir),
    postclone: optional(text('a shell command'), null),
  };
}

type WrittenRepository = z.output<z.ZodObject<ReturnType<typeof repositoryKeys>>>;

function repositoryOf(
  address: string,
  { branch, deploy_key, clone_dir, postclone }: WrittenRepository,
): RepositorySettings {
  return { address, branch, deployKey: deploy_key, cloneDir: clone_dir, postclone: postclone || null };
}

function workflowsGlob() {
  return optional(checked('a pattern for paths', globFault), DEFAULTS.workflowsGlob);
}

function address() {
  return checked("a repository's address", (value) => {
    if (value.trim() === '') return 'is empty: it must be the address of a repository';
    if (/\p{Cc}/u.test(value)) return 'holds a line break or another control character';
    return value.startsWith('-') ? 'must not begin with "-": git would take it for an option' : null;
  });
}

/** A path on a backend; one that says nothing else begins in the login directory. */
function remotePath() {
  return text('a path')
    .min(1, 'is empty: it must be a path')
    .transform((path) => (/^[/~]/.test(path) ? path : `~/${path}`));
}

/** A text of which a function says what is wrong, to be read behind the key. */
function checked(what: string, fault: (value: string) => string | null) {
  return text(what).superRefine((value, issues) => {
    const message = fault(value);
    if (message !== null) issues.addIssue({ code: 'custom', message });
  });
}
