import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FramedOutput, frame } from './frame.ts';

const MARK = '0123456789abcdef0123456789abcdef';

function read(chunks: readonly (string | Buffer)[], limitBytes = 1000): FramedOutput {
  const output = new FramedOutput(MARK, limitBytes);
  for (const chunk of chunks) output.push(Buffer.from(chunk));
  return output;
}

describe('a framed output', () => {
  test('is read the same wherever it is cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string(),
        fc.array(fc.nat(400)),
        fc.nat(255),
        (text, noise, cuts, code) => {
          const stream = Buffer.from(`${noise}${MARK}+${text}${MARK}-${code}\n`);
          const places = [0, ...cuts.map((cut) => cut % stream.length), stream.length].sort((a, b) => a - b);
          const output = read(places.slice(1).map((place, index) => stream.subarray(places[index], place)));
          expect([output.noise(), output.text(), output.exitCode, output.complete]).toEqual([
            noise,
            text,
            code,
            true,
          ]);
        },
      ),
    );
  });

  test('gives back what stands behind its end, wherever it is cut into chunks', () => {
    const next = 'f'.repeat(32);
    const stream = Buffer.from(`${MARK}+one${MARK}-3\nleft over\n${next}+two${next}-0\n`);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const places = [0, ...cuts, stream.length].sort((a, b) => a - b);
        const [first, second] = [new FramedOutput(MARK, 1000), new FramedOutput(next, 1000)];
        for (const [index, place] of places.slice(1).entries())
          second.push(first.push(stream.subarray(places[index], place)));
        expect([first.text(), first.exitCode]).toEqual(['one', 3]);
        expect([second.noise(), second.text(), second.exitCode]).toEqual(['left over\n', 'two', 0]);
      }),
    );
  });

  test('is not complete before the whole exit code has come', () => {
    const output = read([`${MARK}+text${MARK}-12`]);
    expect([output.complete, output.exitCode]).toEqual([false, null]);
    output.push(Buffer.from('7\n'));
    expect([output.complete, output.exitCode]).toEqual([true, 127]);
  });

  test('gives what has come so far, parts of marks included', () => {
    expect(read([`${MARK}+so far ${MARK.slice(0, 5)}`]).text()).toBe(`so far ${MARK.slice(0, 5)}`);
    expect(read(['ssh: no']).noise()).toBe('ssh: no');
  });

  test('keeps no more than its limit, and still finds its end', () => {
    const output = read([`${MARK}+12345`, '67890', `x${MARK}-3\n`], 7);
    expect([output.text(), output.cut, output.exitCode]).toEqual(['1234567', true, 3]);
    expect(read([`${MARK}+1234567${MARK}-0\n`], 7).cut).toBe(false);
  });

  test('is not ended by the marks of another script', () => {
    const other = MARK.replace('0', 'f');
    expect(read([`${MARK}+a${other}-0\n${MARK}-1\n`]).text()).toBe(`a${other}-0\n`);
  });
});

describe.each([['dash'], ['bash'], ['bash', '--posix'], ['bash', '-vx']])(
  'a frame in %s %s',
  (shell, ...options) => {
    const answers = (...scripts: string[]) => {
      const marks = scripts.map((_, index) => String(index).repeat(32));
      const input = scripts.map((script, index) => frame(script, marks[index] ?? '')).join('');
      const { stdout, stderr } = spawnSync(shell, options, { input });
      return marks.map((mark) => {
        const [out, err] = [new FramedOutput(mark, 1e6), new FramedOutput(mark, 1e6)];
        out.push(stdout);
        err.push(stderr);
        return { exitCode: out.exitCode, stdout: out.text(), complete: out.complete && err.complete };
      });
    };

    test('tells output and exit code apart', () => {
      expect(answers('echo one; exit 3', 'printf two')).toEqual([
        { exitCode: 3, stdout: 'one\n', complete: true },
        { exitCode: 0, stdout: 'two', complete: true },
      ]);
    });

    test.each([
      "'",
      '"',
      'if',
      ')',
      '}',
      'done',
      '${',
      '$(',
      '<<X',
      '\\',
      'exit 9',
      'exec false',
      'set -eu; $none',
      '#',
    ])('is not broken by the script %s', (script) => {
      const [first, second] = answers(script, 'echo next');
      expect(first?.complete).toBe(true);
      expect(second).toEqual({ exitCode: 0, stdout: 'next\n', complete: true });
    });

    test('gives the script nothing of what follows as its input', () => {
      expect(answers('cat', 'echo next').map(({ stdout }) => stdout)).toEqual(['', 'next\n']);
    });
  },
);
