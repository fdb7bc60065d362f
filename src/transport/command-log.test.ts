import { expect, test } from 'vitest';
import { problem } from '../engine/problem.ts';
import { Secret } from '../engine/secret.ts';
import type { Command } from './command.ts';
import { CommandLog } from './command-log.ts';
import type { Outcome } from './outcome.ts';
import { quote } from './quote.ts';

const command = (script: string, more: Partial<Command> = {}): Command => ({
  script,
  purpose: 'test',
  timeLimitMs: 1,
  ...more,
});
const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  exitCode: 0,
  stdout: '',
  stderr: '',
  durationMs: 5,
  outputCut: false,
  problem: null,
  ...more,
});

test('the log keeps the last 200 commands, newest last', () => {
  const log = new CommandLog();
  for (let number = 1; number <= 201; number += 1) log.add(command(`echo ${number}`), outcome(), number);
  expect(log.entries()).toHaveLength(200);
  expect([log.entries()[0]?.script, log.entries().at(-1)?.at]).toEqual(['echo 2', 201]);
  log.clear();
  expect(log.entries()).toEqual([]);
});

test('the log keeps the heads of long texts, and says how much is left out', () => {
  const log = new CommandLog();
  log.add(command('x'.repeat(5000)), outcome({ stdout: 'y'.repeat(4096), stderr: 'z'.repeat(4097) }), 0);
  const [entry] = log.entries();
  expect(entry?.script).toBe(`${'x'.repeat(4096)}\n[… 904 more characters]`);
  expect(entry?.stdout).toBe('y'.repeat(4096));
  expect(entry?.stderr).toContain('[… 1 more characters]');
});

test('the log shows no secret, quoted or not, also not a part of it where a text is cut', () => {
  const log = new CommandLog();
  const secret = new Secret("p'ss");
  const script = `${'x'.repeat(4090)} login ${quote(secret.reveal())}; echo $`;
  log.add(command(script, { secrets: [secret, new Secret('')] }), outcome({ stdout: "is p'ss" }), 0);
  expect(log.entries()[0]?.stdout).toBe('is [redacted]');
  expect(JSON.stringify(log.entries())).not.toContain("'ss");
});

test('the log says why a command has no exit code', () => {
  const log = new CommandLog();
  log.add(command('x'), outcome({ exitCode: null, stderr: 'e\n', problem: problem('no-answer', 'cut') }), 0);
  expect(log.entries()[0]).toMatchObject({ exitCode: null, stderr: 'e\n[cut]' });
});
