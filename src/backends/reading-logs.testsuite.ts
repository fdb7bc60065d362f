import { expect, test } from 'vitest';
import { type Jobs, type SuiteOptions, unwrap } from './suite-jobs.testdata.ts';

/** Of `backendSuite`: what it reads of the logs that jobs wrote. */
export function readingLogs(jobs: Jobs, { patienceMs }: SuiteOptions): void {
  test('of a log the last lines can be read', { timeout: patienceMs }, async () => {
    const request = jobs.request({ command: 'seq 1000; exit 0' });
    await jobs.outputOf(request);
    const { outputPath } = jobs.backend.script(request);
    expect(unwrap(await jobs.backend.readLog(outputPath, 2))).toBe('999\n1000\n');
  });

  test('a log that does not exist is null', async () => {
    expect(unwrap(await jobs.backend.readLog('/nonexistent/x', null))).toBeNull();
  });

  test('of a log any part can be read, and what matches is found where it lies', {
    timeout: patienceMs,
  }, async () => {
    const { backend } = jobs;
    const request = jobs.request({ command: "seq 1000; printf 'b\\377\\000\\303\\244\\r\\n'; exit 0" });
    await jobs.outputOf(request);
    const { outputPath: path } = backend.script(request);
    const [hit] = unwrap(await backend.searchLog(path, { ...PLAIN, pattern: '777' }))?.matches ?? [];
    const { line = 0, at = 0 } = hit ?? {};
    const part = unwrap(await backend.readLogPart(path, { is: 'from', from: at, bytes: 8 }));
    expect(Buffer.from(part?.bytes ?? []).toString()).toBe('777\n778\n');
    expect(unwrap(await backend.readLogPart(path, { is: 'line', line, bytes: 8 }))).toEqual(part);
    expect(unwrap(await backend.countLogLines(path, at))).toBe(line - 1);
    const after = { is: 'line', line: line + 1000 - 776, bytes: 7 } as const;
    const strange = unwrap(await backend.readLogPart(path, after));
    expect([...(strange?.bytes ?? [])]).toEqual([0x62, 0xff, 0, 0xc3, 0xa4, 13, 10]);
    const end = unwrap(await backend.readLogPart(path, { is: 'end', bytes: 9 }));
    expect(end).toMatchObject({ file: part?.file, size: part?.size, from: (part?.size ?? 0) - 9 });
    const behind = unwrap(await backend.readLogPart(path, { is: 'from', from: 1e12, bytes: 9 }));
    expect([behind?.size, behind?.bytes.length]).toEqual([part?.size, 0]);
  });

  test('of a log that does not exist there is no part, no match and no line', async () => {
    const { backend } = jobs;
    expect(unwrap(await backend.readLogPart('/nonexistent/x', { is: 'end', bytes: 9 }))).toBeNull();
    expect(unwrap(await backend.searchLog('/nonexistent/x', { ...PLAIN, pattern: 'x' }))).toBeNull();
    expect(unwrap(await backend.countLogLines('/nonexistent/x', 9))).toBeNull();
    const [state] = unwrap(
      await backend.awaitLogs([{ path: '/nonexistent/x', seen: { file: '1', size: 1 } }]),
    );
    expect(state).toBeNull();
  });
}

const PLAIN = { isExpression: false, ignoreCase: false, firstOnly: false };
