import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { listFaults } from '../engine/faults.ts';
import { documentText } from './document-text.testdata.ts';
import { parseDocument, parseDocumentValue } from './parse.ts';
import { problemOf, successOf } from './testing.ts';

const faultsOf = (text: string, file = 'flow.yaml') =>
  listFaults(problemOf(parseDocument(text, file))).map(
    ({ message, place }) => `${place?.line}:${place?.column} ${message}`,
  );

const diamond = `# yaml-language-server: $schema=x
title: Diamond
tasks:
  - id: top
    name: Top
    command: |
      echo one
      echo two
  - {id: left, name: Left, command: "true", deps: [top]}
  - id: right
    name: Right
    command: "true"
    deps:
      - top
    time_limit: 1:00:00
    memory: 4G
`;

describe('a document in YAML', () => {
  test.each(['flow.yaml', 'flow.yml', "what workflow 'grid' printed", 'document'])(
    'is read as %s',
    (file) => {
      const document = successOf(parseDocument(diamond, file));
      expect(document).toMatchObject({ title: 'Diamond', warnings: [] });
      expect(document.tasks.map(({ id, command }) => [id, command])).toEqual([
        ['top', 'echo one\necho two\n'],
        ['left', 'true'],
        ['right', 'true'],
      ]);
      expect(document.placeOf(2, 'deps', 0)).toMatchObject({ line: 14, column: 9 });
    },
  );

  test('the words and times of YAML 1.1 are text, and a number is what stands there', () => {
    const text = `- id: no
  name: on
  command: yes
  time_limit: 1:30:00
  working_dir: ~
  env_vars: {VERSION: 1.10, MODE: 0755, HEX: 0x10, DAY: 2026-11-27, ANSWER: off, N: 7}
- {id: b, name: b, command: b, time_limit: 12:30, memory: 2048, cpus: 08}
`;
    expect(successOf(parseDocument(text, 'flow.yaml')).tasks).toMatchObject([
      {
        id: 'no',
        name: 'on',
        command: 'yes',
        workingDir: '~',
        resources: { timeLimit: '1:30:00' },
        envVars: { VERSION: '1.10', MODE: '0755', HEX: '0x10', DAY: '2026-11-27', ANSWER: 'off', N: '7' },
      },
      { resources: { timeLimit: '12:30', memory: '2048', cpus: 8 } },
    ]);
  });

  test('anchors and merge keys save writing', () => {
    const text = `
- &base {id: a, name: A, command: x, cpus: 4, memory: 8G}
- {<<: *base, id: b, cpus: 2}
`;
    expect(successOf(parseDocument(text, 'flow.yaml')).tasks[1]).toMatchObject({
      id: 'b',
      command: 'x',
      resources: { cpus: 2, memory: '8G' },
    });
  });

  test('whatever JSON says, YAML says too', () => {
    const task = fc.record({
      id: fc.stringMatching(/^[a-z0-9._-]{1,8}$/),
      name: fc.string({ minLength: 1 }),
      command: documentText,
      cpus: fc.integer({ min: 1, max: 99 }),
      env_vars: fc.dictionary(fc.stringMatching(/^[A-Z]{1,4}$/), fc.oneof(fc.string(), fc.integer())),
    });
    const tasks = fc.uniqueArray(task, { selector: ({ id }) => id, minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(tasks, (each) => {
        const yaml = parseDocument(stringify(each), 'flow.yaml');
        const json = parseDocumentValue(each, 'flow.yaml');
        expect(yaml.ok && yaml.value.tasks).toEqual(json.ok && json.value.tasks);
      }),
    );
  });
});

describe('faults in YAML', () => {
  test('have their places', () => {
    const text = `tasks:
  - id: a
    name: A
    command: x
    cpus: many
    deps: [b, 3]
  - id: a
    name: 2024
`;
    expect(faultsOf(text)).toEqual([
      '5:11 Task \'a\': cpus must be a whole number from 1 to 1000000, found the text "many"',
      "6:15 Task 'a': deps[1] must be an id or a pattern, found the number 3",
      "7:5 Task 'a': command is missing: it must be text",
      "7:9 Duplicate task id 'a': it is also that of task number 1 on line 2",
      "8:11 Task 'a': name must be text, found the number 2024",
    ]);
  });

  test('a number where text is expected is told to stand in quotes', () => {
    const fault = problemOf(parseDocument('- {id: 7, name: a, command: b}', 'flow.yaml'));
    expect(fault).toMatchObject({
      message: expect.stringContaining('found the number 7'),
      hint: 'Put quotes around it.',
    });
  });

  test.each([
    ['a: [', /^1:5 Not YAML: /],
    ['tasks: []\ntasks: []', /^2:1 The same key stands here twice/],
    ['- id: a\n  id: b', /^2:3 The same key stands here twice/],
    ['tasks: *x', /^1:8 The alias \*x has no anchor/],
    ['- &a [*a]', /^1:7 The alias \*a stands within what it stands for/],
    ['nothing', /^1:1 The document must be a list of tasks or an object .* found the text "nothing"/],
    ['# only a remark', /^1:1 The document must be a list of tasks .* found null/],
    ['job: {}', /^1:1 The document must be .* found an object without it/],
    ['tasks: 7', /^1:8 The document must be .* found the number 7 under 'tasks'/],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)[0]).toMatch(fault);
  });
});

test('a long text is told to be JSON, and is not read', () => {
  const fault = problemOf(parseDocument(`tasks: []\n${'# remark\n'.repeat(300_000)}`, 'flow.yaml'));
  expect(fault.message).toBe('flow.yaml is too long for YAML: it has more than 2 MB');
});

describe('what is JSON and what is YAML', () => {
  test('a text that begins with a bracket is JSON, whatever its file is called', () => {
    expect(faultsOf(' [{id: a}]')).toEqual(['1:4 flow.yaml is not JSON: "id: a}]" is not a value']);
  });

  test('a file called .json is JSON', () => {
    expect(faultsOf('tasks: []', 'flow.json')[0]).toContain('flow.json is not JSON');
  });

  test.each([
    'Loading R\n[{"id": "a"}]',
    'Warning: old\n{"tasks": []}',
    'Traceback (most recent call last):\n  File "x", line 1\nKeyError',
  ])('a command that prints something else is told so: %j', (text) => {
    const [line] = text.split('\n');
    const fault = problemOf(parseDocument(text, 'what grid printed'));
    expect(fault.message).toBe(
      `what grid printed does not begin as a workflow document does, found "${line}"`,
    );
    expect(fault.hint).toContain('Print nothing besides the document');
  });
});
