import { expect, test } from 'vitest';
import { cdLine, echoLine, exportLine } from './shell-text.ts';

test.each([
  ['plain', 'export K="plain"'],
  ['$HOME/x', 'export K="$HOME/x"'],
  ['say "hi"', 'export K="say \\"hi\\""'],
  ['already \\"escaped\\"', 'export K="already \\"escaped\\""'],
  ['\\$5', 'export K="\\$5"'],
  ['$(echo "a b" \')\' "$(id)")', 'export K="$(echo "a b" \')\' "$(id)")"'],
  ['${X:-"y"}', 'export K="${X:-"y"}"'],
  ['`echo "x"`', 'export K="`echo "x"`"'],
  ['ends in \\', 'export K="ends in \\\\"'],
  ['open $(', 'export K="open \\$("'],
  ['open ${x', 'export K="open \\${x"'],
  ['open ` "', 'export K="open \\` \\""'],
  ['line1\nline2', 'export K="line1\nline2"'],
])('the variable %j keeps its meaning and cannot break the script', (value, line) => {
  expect(exportLine('K', value)).toBe(line);
});

test('harmless text is shown as the contract shows it, other text is quoted', () => {
  expect(echoLine('Task ID: sim.1')).toBe('echo "Task ID: sim.1"');
  expect(echoLine('Task ID: "$(id)"')).toBe(`echo 'Task ID: "$(id)"'`);
});

test('a directory is quoted only where it must be', () => {
  expect(cdLine('/home/u/a')).toBe('cd /home/u/a');
  expect(cdLine('~/a b')).toBe("cd ~/'a b'");
  expect(cdLine('-x')).toBe('cd ./-x');
});
