import { expect, test } from 'vitest';
import { programsOf, tallyWords } from './politeness-words.ts';

const NOTHING = { calls: {}, logins: 0, sessions: 0, commands: 0, bytesSent: 0, bytesReceived: 0 };

test('what was asked is told in one line, the most called program first', () => {
  const calls = { sbatch: 3, squeue: 1_061, sacct: 0 };
  const tally = { calls, logins: 1, sessions: 4, commands: 240, bytesSent: 58_291, bytesReceived: 1_200_000 };
  expect(tallyWords(tally)).toBe('1,061 squeue, 3 sbatch, 1 login, 240 commands, 1.2 MB');
  expect(tallyWords(NOTHING)).toBe('0 logins, 0 commands, 0 B');
});

test('programs that were called as often stand in the order of their names', () => {
  expect(programsOf({ sinfo: 2, sacct: 2, squeue: 9, scancel: 0 })).toEqual(['squeue', 'sacct', 'sinfo']);
});
