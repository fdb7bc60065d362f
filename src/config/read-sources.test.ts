import { describe, expect, test } from 'vitest';
import { faultsOf, read } from './testing.ts';

const sourcesOf = (text: string) => read(text).configuration.sources;

describe('sources', () => {
  test('of type git have their defaults', () => {
    expect(sourcesOf('sources: [{type: git, name: lab, url: "git@host:lab/grid.git"}]')).toEqual([
      {
        type: 'git',
        name: 'lab',
        description: '',
        maxConcurrent: null,
        backend: null,
        workflowsGlob: '.hut/workflows/*.json',
        repository: {
          address: 'git@host:lab/grid.git',
          branch: 'main',
          deployKey: null,
          cloneDir: '~/scripthut-repos',
          postclone: null,
        },
      },
    ]);
  });

  test('of type git take all their keys; only the key is a path of this machine', () => {
    const keys =
      'branch: dev, deploy_key: ~/key, backend: hal, workflows_glob: "**/*.json", clone_dir: ~/c, postclone: make, max_concurrent: 5, description: d';
    expect(sourcesOf(`sources: [{type: git, name: lab, url: u, ${keys}}]`)).toMatchObject([
      {
        backend: 'hal',
        workflowsGlob: '**/*.json',
        maxConcurrent: 5,
        description: 'd',
        repository: { branch: 'dev', deployKey: '/home/ada/key', cloneDir: '~/c', postclone: 'make' },
      },
    ]);
  });

  test('of type path begin in the login directory when their path says nothing else', () => {
    const paths = ['/data/flows', '~/flows', 'flows'].map(
      (path, index) => `{type: path, name: p${index}, backend: hal, path: ${path}}`,
    );
    expect(sourcesOf(`sources: [${paths.join(', ')}]`)).toMatchObject([
      { path: '/data/flows', workflowsGlob: '.hut/workflows/*.json', backend: 'hal' },
      { path: '~/flows' },
      { path: '~/flows' },
    ]);
  });

  test.each([
    ['{name: x, url: u}', "1:11 sources[0].type is missing for 'x': it must be one of git, path"],
    ['{type: git, name: x}', "1:11 sources[0].url is missing: it must be a repository's address"],
    ['{type: path, name: x, path: p}', '1:11 sources[0].backend is missing: it must be a name'],
    [
      '{type: git, name: x, url: -u}',
      '1:37 sources[0].url must not begin with "-": git would take it for an option',
    ],
    [
      '{type: git, name: x, url: u, workflows_glob: ../*.json}',
      '1:56 sources[0].workflows_glob must not contain "..": what it matches lies inside',
    ],
    [
      '{type: git, name: x, url: u, workflows_glob: /etc/*}',
      '1:56 sources[0].workflows_glob must be relative: what it matches lies inside the repository or folder',
    ],
  ])('%s is refused at its place', (source, fault) => {
    expect(faultsOf(`sources: [${source}]`)).toEqual([fault]);
  });

  test('with a branch that cannot be one are refused', () => {
    const [fault] = faultsOf('sources: [{type: git, name: x, url: u, branch: --upload-pack=x}]');
    expect(fault).toContain('1:48 sources[0].branch is not a name that a branch can have');
  });
});

test('projects and the repositories of workflows are read', () => {
  const { projects, workflows } = read(`
projects: [{name: p, backend: hal, path: grid, max_concurrent: 2}]
workflows:
  - {name: w, backend: hal, command: c, git: {repo: r, deploy_key: k}}
  - {name: v, backend: hal, command: c}`).configuration;
  const common = { name: 'p', backend: 'hal', description: '' };
  expect(projects).toEqual([{ type: 'project', ...common, path: '~/grid', maxConcurrent: 2 }]);
  expect(workflows.map(({ git }) => git)).toEqual([
    { address: 'r', branch: 'main', deployKey: '/here/k', cloneDir: '~/scripthut-repos', postclone: null },
    null,
  ]);
});
