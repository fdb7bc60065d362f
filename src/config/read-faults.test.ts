import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfiguration } from './load.ts';
import { faultsOf, machine, read, slurm, ssh } from './testing.ts';

describe('faults', () => {
  const count = (least: number) => `must be a whole number of at least ${least}`;
  test.each([
    ['[1, 2]', '1:1 scripthut.yaml must be a group of keys, found a list'],
    ['hello', '1:1 scripthut.yaml must be a group of keys, found the text "hello"'],
    ['backends: {a: 1}', '1:11 backends must be a list, found a group of keys'],
    ['backends:\n  - hal', '2:5 backends[0] must be a group of keys, found the text "hal"'],
    ['backends:\n  -', '2:4 backends[0] must be a group of keys, found null'],
    [slurm('max_concurrent: 0'), `4:21 backends[0].max_concurrent ${count(1)}, found the number 0`],
    [slurm('max_concurrent: 1e99'), `4:21 backends[0].max_concurrent ${count(1)}, found the number 1e+99`],
    [slurm('max_concurrent: 2.5'), `4:21 backends[0].max_concurrent ${count(1)}, found the number 2.5`],
    [slurm('max_concurrent: .nan'), `4:21 backends[0].max_concurrent ${count(1)}, found the number NaN`],
    [slurm('max_concurrent: many'), `4:21 backends[0].max_concurrent ${count(1)}, found the text "many"`],
    [
      slurm('login_shell: maybe'),
      '4:18 backends[0].login_shell must be true or false, found the text "maybe"',
    ],
    [
      slurm('account: 8000'),
      '4:14 backends[0].account must be text, found the number 8000 | Put quotes around it.',
    ],
    [slurm('account: a b'), '4:14 backends[0].account must be a name without blanks, found the text "a b"'],
    [slurm('ssh: host'), '4:10 backends[0].ssh must be a group of keys, found the text "host"'],
    [
      slurm('ssh: {user: u}'),
      '4:10 backends[0].ssh.host is missing: it must be the name or address of a machine',
    ],
    [
      ssh('port: 70000'),
      '6:13 backends[0].ssh.port must be a whole number from 1 to 65535, found the number 70000',
    ],
    [
      ssh('key_path: "a\\0b"'),
      '6:17 backends[0].ssh.key_path holds the NUL character, which no script can hold',
    ],
    ['backends:\n  - type: local', '2:5 backends[0].name is missing: it must be a name'],
    ['backends:\n  - {type: local, name: " "}', '2:25 backends[0].name is empty: it must be a name'],
    [
      'settings: {poll_interval: 4}',
      '1:27 settings.poll_interval must be a number of seconds of at least 5, or a time such as 90s, 5m or 1h, found the number 4',
    ],
    [
      'settings: {server_port: -1}',
      '1:25 settings.server_port must be a whole number from 0 to 65535, found the number -1',
    ],
    [
      'settings: {server_host: [a]}',
      '1:25 settings.server_host must be a host name or address, found a list',
    ],
    [
      'pricing: {partitions: [normal]}',
      '1:23 pricing.partitions must be a group of partitions and instance types, found a list',
    ],
    [
      'pricing: {partitions: {normal: 5}}',
      '1:32 pricing.partitions.normal must be an instance type, such as c5.xlarge, found the number 5 | Put quotes around it.',
    ],
    [
      'workflows: [{name: a, backend: b}]',
      '1:13 workflows[0].command is missing: it must be a shell command',
    ],
    [
      'environments: [{name: a, variables: {N: 8}}]',
      '1:41 environments[0].variables.N must be text, found the number 8 | Put quotes around it.',
    ],
    [
      'environments: [{name: a, variables: {N: yes, M: true}}]',
      '1:49 environments[0].variables.M must be text, found true | Put quotes around it.',
    ],
    [
      'environments: [{name: a, variables: {A-B: x}}]',
      '1:43 environments[0].variables.A-B is not a name that a shell accepts: letters, digits and _ only, and no digit in front',
    ],
    ['env: {set: {A: x}}', '1:6 env must be a list of rules, found a group of keys'],
    ['env: [gpu]', '1:7 env[0] must be a group of keys, found the text "gpu"'],
    ['env: [{set: {N: 8}}]', '1:17 env[0].set.N must be text, found the number 8 | Put quotes around it.'],
    [
      'env: [{append: {A-B: x}}]',
      '1:22 env[0].append.A-B is not a name that a shell accepts: letters, digits and _ only, and no digit in front',
    ],
    [
      'env: [{include: gpu}]',
      '1:17 env[0].include must be a list of names, such as ["gpu"], found the text "gpu"',
    ],
    [
      'env: [{if: {N: 8}}]',
      '1:16 env[0].if.N must be text, or a list of texts of which one must be the value, found the number 8',
    ],
    ['env_groups: {g: {set: {}}}', '1:17 env_groups.g must be a list of rules, found a group of keys'],
    [
      slurm('env_groups: {g: [{init: [a]}]}'),
      '4:29 backends[0].env_groups.g[0].init must be lines for a shell, found a list',
    ],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  test('a missing or unknown type names the item and what is allowed', () => {
    const faults = faultsOf('backends:\n  - name: hal\n  - {}\n  - {type: slrum, name: x}\n  - {type: 7}');
    const types = /it must be one of slurm, local(, [a-z0-9]+)+/;
    expect(faults.map((fault) => fault.replace(types, 'TYPES'))).toEqual([
      "2:5 backends[0].type is missing for 'hal': TYPES",
      '3:5 backends[1].type is missing: TYPES',
      `4:12 backends[2].type is not known for 'x': TYPES; found the text "slrum" (did you mean 'slurm'?)`,
      '5:12 backends[3].type is not known: TYPES; found the number 7',
    ]);
  });

  test('all are told at once, in the order of the file', () => {
    const text = `${ssh('port: no')}\n    account: 7\nsettings:\n  server_port: x\n`;
    expect(faultsOf(text).map((fault) => fault.split(' ')[1])).toEqual([
      'backends[0].ssh.port',
      'backends[0].account',
      'settings.server_port',
    ]);
  });

  test('a fault behind an anchor stands where the value stands', () => {
    const text = 'settings: {server_port: &p none, poll_interval: *p}';
    expect(faultsOf(text).map((fault) => fault.split(' ')[0])).toEqual(['1:28', '1:49']);
  });

  test('arbitrary values in the right places are refused or read, and never throw', () => {
    const key = fc.constantFrom(
      'type',
      'name',
      'ssh',
      'settings',
      'backends',
      'workflows',
      'environments',
      'variables',
      '__proto__',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.constantFrom('slurm', 'local', 'ecs'),
        fc.dictionary(key, tie('value')),
        fc.array(tie('value')),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value), (each) => {
        expect(typeof parseConfiguration(JSON.stringify(each), 'x', machine).ok).toBe('boolean');
      }),
    );
  });
});

describe('warnings', () => {
  const warningsOf = (text: string) => read(text).warnings;

  test('keys that nobody knows, each with its place and the nearest valid one', () => {
    const text = `${ssh('prot: 22')}\n    max_conccurent: 3\n    "odd\\nkey": 1\nsetings: {a: 1}`;
    expect(warningsOf(text)).toEqual([
      "scripthut.yaml:6:7: backends[0].ssh.prot is not known and not used (did you mean 'port'?)",
      "scripthut.yaml:7:5: backends[0].max_conccurent is not known and not used (did you mean 'max_concurrent'?)",
      'scripthut.yaml:8:5: backends[0]."odd\\nkey" is not known and not used',
      "scripthut.yaml:9:1: setings is not known and not used (did you mean 'settings'?)",
    ]);
    expect(read(text).configuration.backends).toMatchObject([{ name: 'hal', ssh: { host: 'h' } }]);
  });

  test('sections and keys of other versions are named as such, unless they are empty', () => {
    const text = `agent: {a: x}\nstacks:\n${slurm('partition_map: {a: b}')}`;
    expect(warningsOf(text)).toEqual([
      'scripthut.yaml:1:1: agent is not used by this version yet',
      'scripthut.yaml:6:5: backends[0].partition_map is not used by this version yet',
    ]);
  });

  test('keys of rules that are not used, wherever they stand', () => {
    const text = `env: [{sett: {A: x}}]\nenv_groups: {g: [{stacks: [s]}]}\n${slurm('env: [{stacks: [s]}]')}`;
    expect(warningsOf(text)).toEqual([
      "scripthut.yaml:1:8: env[0].sett is not known and not used (did you mean 'set'?)",
      'scripthut.yaml:2:19: env_groups.g[0].stacks is not used by this version yet',
      'scripthut.yaml:6:12: backends[0].env[0].stacks is not used by this version yet',
    ]);
  });

  test('backends of later versions are left out, whatever is in them', () => {
    const text =
      'backends:\n  - {type: batch, name: aws, queue: long, ssh: 5}\n  - {type: ecs}\n  - {type: local, name: here}';
    expect(warningsOf(text)).toEqual([
      "scripthut.yaml:2:12: backends[0] ('aws') is of the type batch, which this version does not use yet",
      'scripthut.yaml:3:12: backends[1] is of the type ecs, which this version does not use yet',
    ]);
    expect(read(text).configuration.backends.map(({ name }) => name)).toEqual(['here']);
  });

  test('of backends with the same name the first is used', () => {
    const text = 'backends:\n  - {type: local, name: a, max_concurrent: 7}\n  - {type: local, name: a}';
    expect(warningsOf(text)).toEqual([
      "scripthut.yaml:3:25: backends[1] has the name 'a' of backends[0] and is not used",
    ]);
    expect(read(text).configuration.backends).toMatchObject([{ maxConcurrent: 7 }]);
  });

  test('a workflow, source or project whose backend is not there', () => {
    const text = `${slurm()}
workflows: [{name: w, backend: hall, command: c}]
sources: [{type: git, name: s, url: u, backend: hall}, {type: git, name: t, url: u}]
projects: [{name: p, backend: hall, path: x}]`;
    expect(warningsOf(text)).toEqual([
      "scripthut.yaml:4:32: workflows[0] ('w') names the backend 'hall', which is not configured (did you mean 'hal'?)",
      "scripthut.yaml:5:49: sources[0] ('s') names the backend 'hall', which is not configured (did you mean 'hal'?)",
      "scripthut.yaml:6:31: projects[0] ('p') names the backend 'hall', which is not configured (did you mean 'hal'?)",
    ]);
  });
});
