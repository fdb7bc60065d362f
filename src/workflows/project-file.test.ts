import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listFaults } from '../engine/faults.ts';
import { parseProjectFile } from './project-file.ts';
import { envRule, problemOf, successOf } from './testing.ts';

const FILE = 'lab/scripthut.yaml';
const read = (text: string) => successOf(parseProjectFile(text, FILE));
const warnings = (text: string) => read(text).warnings;
const faults = (text: string) =>
  listFaults(problemOf(parseProjectFile(text, FILE))).map(
    ({ place, message }) => `${place?.file}:${place?.line}:${place?.column} ${message}`,
  );

describe('the file of a repository', () => {
  test('says rules and groups, with numbers as they are written', () => {
    const text = `
env:
  - set: { VERSION: 1.10, LAB: /opt/lab }
  - if: { SCRIPTHUT_BACKEND: [mercury, anvil] }
    include: [julia]
env_groups:
  julia:
    - init: module load julia
      append: { PYTHONPATH: /opt/lab/python }
`;
    expect(read(text)).toEqual({
      rules: {
        env: [
          envRule({ set: { VERSION: '1.10', LAB: '/opt/lab' } }),
          envRule({ if: { SCRIPTHUT_BACKEND: ['mercury', 'anvil'] }, include: ['julia'] }),
        ],
        groups: {
          julia: [envRule({ init: 'module load julia', append: { PYTHONPATH: '/opt/lab/python' } })],
        },
      },
      warnings: [],
    });
  });

  test.each(['', '# nothing\n', '{}', 'env:\nenv_groups:\n', '$schema: x\n'])(
    'may say nothing: %j',
    (text) => {
      expect(read(text)).toEqual({ rules: { env: [], groups: {} }, warnings: [] });
    },
  );

  test('may be a whole configuration: what is for the server is not used, which one sentence says', () => {
    expect(
      warnings('# x\nbackends: [{type: local, name: x}]\nenv: []\nsettings: {server_port: 1}\n'),
    ).toEqual([
      `${FILE}:2:1: backends, settings are not used here, as only the configuration that the server was started with can say that`,
    ]);
    for (const key of ['sources', 'pricing', 'cache', 'projects', 'workflows', 'environments', 'agent'])
      expect(warnings(`${key}: {x: 1}`)).toEqual([
        expect.stringMatching(`^${FILE}:1:1: ${key} is not used here`),
      ]);
  });

  test('with other keys is used without them, and each is told with the nearest valid one', () => {
    const text = 'envs: []\nstacks: []\nquite else: 1\nenv: [{sett: {}}]\nenv_groups: {g: [{stacks: []}]}\n';
    expect(warnings(text)).toEqual([
      `${FILE}:1:1: envs is not known and not used (did you mean 'env'?)`,
      `${FILE}:2:1: stacks is not used by this version yet`,
      `${FILE}:3:1: quite else is not known and not used`,
      `${FILE}: Key of an env rule 'sett' is not known and not used (did you mean 'set'?)`,
      `${FILE}: Key of an env rule 'stacks' is not used by this version yet`,
    ]);
  });
});

describe('faults in it have their places', () => {
  test.each([
    ['env:\n  set: {A: x}\n', '2:3 env must be a list of rules, found a group of keys'],
    ['env:\n  - set: {A: yes, B: true}\n', '2:22 env[0].set.B must be text in quotes, found true'],
    [
      'env_groups: {g: [1]}',
      '1:18 env_groups.g[0] must be a rule: a group of keys such as set, append, init, include and if, found the number 1',
    ],
    ['- set: {A: x}\n', `1:1 ${FILE} must be a group of keys, found a list`],
    ['hello', `1:1 ${FILE} must be a group of keys, found the text "hello"`],
    ['env: []\nenv: []\n', '2:1 The same key stands here twice'],
    ['env:\n\t- set: {}\n', '2:1 Tabs cannot indent'],
    ['a: *b', '1:4 The alias *b has no anchor before it'],
  ])('%j', (text, fault) => expect(faults(text)).toEqual([`${FILE}:${fault}`]));

  test('all at once, and with a remedy where there is one', () => {
    const problem = problemOf(parseProjectFile('env: [{init: 8}]\nenv_groups: []\n', FILE));
    expect(problem).toMatchObject({
      code: 'bad-document',
      faults: [{ hint: 'Put quotes around it.' }, { place: { line: 2 } }],
    });
  });
});

test('whatever stands in it, it is read or refused, and nothing is thrown', () => {
  const line = fc.constantFrom(
    'env:',
    '- set:',
    'A: "1"',
    'env_groups:',
    '&a',
    '*a',
    '<<: *a',
    '{',
    '[',
    '!!js x',
    '%',
  );
  const text = fc.array(fc.tuple(fc.nat(4), fc.oneof(line, fc.string())), { maxLength: 12 });
  fc.assert(
    fc.property(text, (lines) => {
      const written = lines.map(([indent, words]) => `${' '.repeat(indent)}${words}\n`).join('');
      const { ok } = parseProjectFile(written, FILE);
      expect(typeof ok).toBe('boolean');
    }),
  );
});
