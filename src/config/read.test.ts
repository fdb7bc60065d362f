import { describe, expect, test } from 'vitest';
import { NO_RULES } from '../engine/env-rules.ts';
import { read, slurm, ssh } from './testing.ts';

function sshOf(...lines: string[]) {
  const [backend] = read(ssh(...lines)).configuration.backends;
  if (backend?.type !== 'slurm' || backend.ssh === null) throw new Error('no ssh block');
  return backend.ssh;
}

describe('what is left out', () => {
  test.each(['', '# nothing\n', '---\n', 'backends:\nsettings:\nworkflows: []\n'])(
    '%j is a configuration',
    (text) => {
      expect(read(text)).toEqual({
        configuration: {
          backends: [],
          sources: [],
          projects: [],
          workflows: [],
          environments: [],
          rules: NO_RULES,
          notifications: [],
          pricing: { region: 'us-east-1', priceType: 'ondemand', partitions: new Map(), file: null },
          settings: {
            pollIntervalSeconds: 60,
            serverHost: '127.0.0.1',
            serverPort: 8000,
            dataDir: '/home/ada/.cache/scripthut',
            sourcesCacheDir: '/home/ada/.cache/scripthut/sources',
            filterUser: null,
          },
        },
        warnings: [],
      });
    },
  );

  test('a backend has its defaults, and the local one as many tasks as there are CPUs', () => {
    const { backends } = read(`${ssh()}\n  - {type: local, name: here}`).configuration;
    expect(backends).toEqual([
      {
        type: 'slurm',
        name: 'hal',
        ssh: {
          host: 'h',
          user: null,
          port: null,
          keyPath: null,
          certPath: null,
          knownHosts: null,
          hostKeyCheck: true,
        },
        account: null,
        loginShell: false,
        maxConcurrent: 100,
        smallestArray: 10,
        cloneDir: '~/scripthut-repos',
        rules: NO_RULES,
      },
      {
        type: 'local',
        name: 'here',
        loginShell: false,
        maxConcurrent: 4,
        cloneDir: '~/scripthut-repos',
        rules: NO_RULES,
      },
    ]);
  });

  test('prices have a market, and a file of their own where one is named', () => {
    const text = 'pricing: {price_type: spot_avg, partitions: {normal: c5.xlarge}, file: ~/prices.json}';
    expect(read(text).configuration.pricing).toEqual({
      region: 'us-east-1',
      priceType: 'spot_avg',
      partitions: new Map([['normal', 'c5.xlarge']]),
      file: '/home/ada/prices.json',
    });
  });

  test('a Slurm backend without ssh is one on this machine', () => {
    expect(read(slurm()).configuration.backends).toMatchObject([{ ssh: null }]);
  });
});

describe('what is written', () => {
  test('rules about variables arrive, those of backends with them', () => {
    const rules = [
      'env:',
      '  - if: {SCRIPTHUT_BACKEND: hal, MODE: [a, b]}',
      '    include: [gpu]',
      '    set: {A: "1"}',
      '    append: {P: /x}',
      '    init: module purge',
      'env_groups:',
      '  gpu:',
      '    - set: {CUDA: "12"}',
      '  empty: []',
    ];
    const nothing = { if: {}, include: [], set: {}, append: {}, init: '' };
    const { configuration } = read(
      [slurm('env: [{set: {B: "2"}}]', 'env_groups: {g: []}'), ...rules].join('\n'),
    );
    expect(configuration.rules).toEqual({
      env: [
        {
          if: { SCRIPTHUT_BACKEND: ['hal'], MODE: ['a', 'b'] },
          include: ['gpu'],
          set: { A: '1' },
          append: { P: '/x' },
          init: 'module purge',
        },
      ],
      groups: { gpu: [{ ...nothing, set: { CUDA: '12' } }], empty: [] },
    });
    expect(configuration.backends).toMatchObject([
      { rules: { env: [{ ...nothing, set: { B: '2' } }], groups: { g: [] } } },
    ]);
  });

  test('workflows and environments arrive', () => {
    const text = [
      slurm(),
      'workflows:\n  - {name: grid, backend: hal, command: "cat x", max_concurrent: 5, description: d}',
      'environments:\n  - {name: jl, variables: {THREADS: "8"}, extra_init: "module load julia"}',
    ].join('\n');
    expect(read(text).configuration).toMatchObject({
      workflows: [
        { name: 'grid', backend: 'hal', command: 'cat x', maxConcurrent: 5, description: 'd', git: null },
      ],
      environments: [{ name: 'jl', variables: { THREADS: '8' }, extraInit: 'module load julia' }],
    });
  });

  test('local paths are made absolute, and those on the backend keep their tilde', () => {
    expect(sshOf('key_path: ~/.ssh/k', 'cert_path: keys/c', 'known_hosts: /etc/kh')).toMatchObject({
      keyPath: '/home/ada/.ssh/k',
      certPath: '/here/keys/c',
      knownHosts: '/etc/kh',
    });
    const { settings } = read('settings: {data_dir: ~/x}').configuration;
    expect(settings).toMatchObject({ dataDir: '/home/ada/x', sourcesCacheDir: '/home/ada/x/sources' });
    expect(read(slurm('clone_dir: ~/r')).configuration.backends).toMatchObject([{ cloneDir: '~/r' }]);
  });

  test('numbers may be spelled as text, and truth values as words', () => {
    const { settings } = read('settings: {server_port: "9000", poll_interval: 5m}').configuration;
    expect(settings).toMatchObject({ serverPort: 9000, pollIntervalSeconds: 300 });
    for (const [word, value] of [
      ['yes', true],
      ['On', true],
      ['"no"', false],
      ['off', false],
      ['true', true],
    ] as const) {
      expect(read(slurm(`login_shell: ${word}`)).configuration.backends).toMatchObject([
        { loginShell: value },
      ]);
    }
  });

  test.each([
    ['5', 5],
    ['"90"', 90],
    ['90s', 90],
    ['2 m', 120],
    ['1h', 3600],
  ])('poll_interval: %s is %d seconds', (written, expected) => {
    expect(read(`settings: {poll_interval: ${written}}`).configuration.settings.pollIntervalSeconds).toBe(
      expected,
    );
  });

  test('anchors and merge keys are followed', () => {
    const text = 'x: &base {login_shell: true}\nbackends:\n  - {<<: *base, type: local, name: a}';
    expect(read(text).configuration.backends).toMatchObject([{ name: 'a', loginShell: true }]);
  });
});

describe('host keys', () => {
  test.each([
    ['nothing', [], { hostKeyCheck: true, knownHosts: null }],
    ['a file', ['known_hosts: /k'], { hostKeyCheck: true, knownHosts: '/k' }],
    ['no check in so many words', ['host_key_check: false'], { hostKeyCheck: false }],
    ['null in so many words', ['known_hosts: null'], { hostKeyCheck: false, knownHosts: null }],
    ['a tilde, which YAML reads as null', ['known_hosts: ~'], { hostKeyCheck: false }],
    ['a key without a value', ['known_hosts:'], { hostKeyCheck: true, knownHosts: null }],
    [
      'null, but a check',
      ['known_hosts: null', 'host_key_check: true'],
      { hostKeyCheck: true, knownHosts: null },
    ],
    [
      'a file, but no check',
      ['known_hosts: /k', 'host_key_check: no'],
      { hostKeyCheck: false, knownHosts: '/k' },
    ],
  ])('%s', (_, lines, expected) => {
    expect(sshOf(...lines)).toMatchObject(expected);
  });
});
