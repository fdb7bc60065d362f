// @module-tag slow
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runId, submissionToken } from '../engine/ids.ts';
import { localHost } from '../transport/local.ts';
import { quote } from '../transport/quote.ts';
import { type LedgerEntry, ledgerScript } from './ledger.ts';

const host = localHost({ now: Date.now });
const bash = await host.run({ script: 'bash -c true', purpose: 'find a shell', timeLimitMs: 10_000 });
afterAll(() => host.close());

const token = submissionToken(runId('a1b2c3d4'), 1);
const lock = `~/ledger/${token}.lock`;
const entry: LedgerEntry = {
  token,
  ledger: '~/ledger',
  folders: [],
  command: `sh -c 'echo call >> ~/calls; echo 7'`,
  script: '#!/bin/sh\n',
};
const lookUp = 'look_up() { [ ! -e ~/calls ] || echo 7; }\n';
/** bash runs the trap before each command, also in functions: before the one of that number the script kills itself. */
const dies = `${lookUp}at=$1 n=0; set -T; trap 'n=$((n + 1)); [ $n != "$at" ] || kill -KILL $$' DEBUG\n`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'killed-'));
  return () => rm(folder, { recursive: true, force: true });
});

/** Kills the script before each of its commands, each time in a home of its own; what then the next one makes of it. */
async function killedAnywhere(prepare: string): Promise<readonly string[]> {
  const patience = { lockSeconds: 0, silenceSeconds: 5 };
  await writeFile(path.join(folder, 'dies'), ledgerScript([entry], dies, patience));
  await writeFile(path.join(folder, 'lives'), ledgerScript([entry], lookUp, patience));
  const script = `cd ${quote(folder)} && at=0 code=137
while [ $code = 137 ]; do
  at=$((at + 1)) HOME=$PWD/home.$at
  mkdir "$HOME"
  ${prepare}
  bash dies $at > /dev/null 2>&1
  code=$?
  sh lives > ~/answer 2>&1
  if ! grep -q accepted ~/answer; then
    # A lock in which no name stands yet is held for minutes.
    touch -d '20 minutes ago' ~/ledger/*.lock*
    sh lives > ~/answer 2>&1
  fi
  echo "$at $code $(wc -l < ~/calls) $(grep -c accepted ~/answer)"
done 2> /dev/null
`;
  const killed = { script: `bash -c ${quote(script)}`, purpose: 'test', timeLimitMs: 120_000 };
  return (await host.run(killed)).stdout.trim().split('\n');
}

describe.runIf(bash.exitCode === 0)('a ledger script that is killed before any of its commands', () => {
  test.each([
    ['and was the first', ''],
    [
      'after one that died before it could write down its job',
      `echo call > ~/calls; mkdir ~/ledger; echo ${hostname()}/999999999 > ${lock}`,
    ],
  ])('%s, hands its job over once all the same', async (_, prepare) => {
    const told = await killedAnywhere(prepare);
    expect(told.length).toBeGreaterThan(20);
    expect(told.map((line) => line.split(' ').slice(2).join(' '))).toEqual(told.map(() => '1 1'));
    expect(told.at(-1)?.split(' ')[1]).toBe('0');
  });
});
