import { describe, expect, test } from 'vitest';
import { parseDocument } from './parse.ts';
import { problemOf, successOf } from './testing.ts';

describe('a file that holds no document', () => {
  test.each(['flow.json', 'flow.yaml', "what workflow 'grid' printed"])('%s may be empty', (file) => {
    for (const text of ['', ' \n', '\uFEFF']) {
      expect(problemOf(parseDocument(text, file))).toEqual({
        code: 'bad-document',
        message: `${file} is empty: a workflow document was expected`,
        hint: 'Write a list of tasks, or [] where there are none.',
      });
    }
  });

  test.each([
    ['Latin-1', Buffer.from('[\n{"id": "caf\u00e9"}]', 'latin1'), [2, 12]],
    ['UTF-16', Buffer.from('\uFEFF[]', 'utf16le'), [1, 1]],
    ['UTF-16 without a mark', Buffer.from('[]', 'utf16le'), [1, 2]],
    ['YAML in Latin-1', Buffer.from('- id: a\n  name: \u00fc\n', 'latin1'), [2, 9]],
  ])('%s is not taken for what it is not', (_, bytes, [line, column]) => {
    expect(problemOf(parseDocument(bytes.toString('utf8'), 'flow'))).toEqual({
      code: 'bad-document',
      message: 'flow is not text in UTF-8, or a character was lost before it came here',
      hint: 'Save the file as UTF-8.',
      place: { file: 'flow', line, column },
    });
  });

  test('the sign that stands for a lost character may be written as an escape', () => {
    const text = '[{"id": "a", "name": "\\ufffd", "command": "c"}]';
    expect(successOf(parseDocument(text, 'flow.json')).tasks[0]?.name).toBe('\uFFFD');
  });

  test('a pointer of Git LFS is told from JSON with a fault', () => {
    const text = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
    expect(problemOf(parseDocument(text, 'flow.json'))).toMatchObject({
      message: 'flow.json is a pointer of Git LFS, and no document',
      hint: 'Keep workflow documents out of LFS, in .gitattributes.',
    });
  });
});
