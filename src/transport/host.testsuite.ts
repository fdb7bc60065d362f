import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from './command.ts';
import type { Host } from './host.ts';
import type { Outcome } from './outcome.ts';
import { quote, quotePath } from './quote.ts';

const LIMIT_MS = 15_000;

/** What holds for every `Host`. Call it inside a `describe`. */
export function hostSuite(open: () => Promise<{ host: Host; close: () => Promise<void> }>): void {
  let host: Host;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ host, close } = await open());
  });
  afterAll(() => close());
  const run = (script: string, more: Partial<Command> = {}): Promise<Outcome> =>
    host.run({ script, purpose: 'test', timeLimitMs: LIMIT_MS, ...more });

  answers(run);
  scripts(run);
  limits(run);
  quoting(run);

  test('logs what was run', async () => {
    host.clearLog();
    await run('echo out; echo err >&2; exit 4');
    expect(host.log()).toMatchObject([
      {
        purpose: 'test',
        script: 'echo out; echo err >&2; exit 4',
        exitCode: 4,
        stdout: 'out\n',
        stderr: 'err\n',
      },
    ]);
  });

  test('counts commands, the calls that they declare, and bytes both ways', async () => {
    await run('true');
    const before = host.politeness().total;
    const text = 'ä'.repeat(5_000);
    await host.run({
      script: `echo ${text}; echo ${text} >&2`,
      purpose: 'test',
      timeLimitMs: LIMIT_MS,
      calls: { squeue: 2 },
    });
    const { total, lastHour, hours } = host.politeness();
    expect(total.commands).toBe(before.commands + 1);
    expect(total.calls.squeue ?? 0).toBe((before.calls.squeue ?? 0) + 2);
    // Each letter is two bytes, twice in the script and twice in the answer; what frames them is small.
    for (const bytes of [total.bytesSent - before.bytesSent, total.bytesReceived - before.bytesReceived]) {
      expect(bytes).toBeGreaterThan(20_000);
      expect(bytes).toBeLessThan(21_000);
    }
    expect(total.sessions).toBeGreaterThan(0);
    expect(lastHour).toEqual(total);
    expect(hours.reduce((sum, { commands }) => sum + commands, 0)).toBe(total.commands);
  });

  test('says that it is connected', async () => {
    await run('true');
    expect(host.connection()).toMatchObject({ is: 'connected' });
  });
}

type Run = (script: string, more?: Partial<Command>) => Promise<Outcome>;

function answers(run: Run): void {
  test('gives exit code, output and errors apart', async () => {
    const outcome = await run('echo out; echo err >&2; exit 7');
    expect(outcome).toMatchObject({
      exitCode: 7,
      stdout: 'out\n',
      stderr: 'err\n',
      outputCut: false,
      problem: null,
    });
  });

  test('takes exit code 255 for what the script says, not for a lost connection', async () => {
    expect(await run('exit 255')).toMatchObject({ exitCode: 255, problem: null });
  });

  test('gives the code of a script ended by a signal as shells do', async () => {
    expect(await run('sh -c \'kill -TERM "$$"\'')).toMatchObject({ exitCode: 143, problem: null });
  });

  test('gives output without a final newline, and none, as they are', async () => {
    expect((await run('printf abc; printf def >&2')).stdout).toBe('abc');
    expect(await run('')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('gives unicode and control characters as they are, and U+FFFD for what is not UTF-8', async () => {
    expect((await run("printf '\\000\\001\\033[1m\\r\\n\\177 ä😀'")).stdout).toBe(
      '\0\x01\x1b[1m\r\n\x7f ä😀',
    );
    expect((await run("printf 'a\\377b'")).stdout).toBe('a\ufffdb');
  });

  test('gives bytes one by one where that is asked for', async () => {
    const script = "printf '\\377\\000\\303\\244\\r\\n'";
    expect((await run(script, { encoding: 'latin1' })).stdout).toBe('\xff\0\xc3\xa4\r\n');
  });

  test('gives 5 MB of output whole', async () => {
    const outcome = await run('head -c 5000000 /dev/zero | tr "\\0" x; echo end');
    expect(outcome.stdout.length).toBe(5_000_004);
    expect(outcome.stdout.endsWith('xend\n')).toBe(true);
  });
}

function scripts(run: Run): void {
  test('runs a script of 1 MB', async () => {
    const line = `${'x'.repeat(62)}'\n`;
    const script = `wc -c <<'END'\n${line.repeat(16_000)}END\n`;
    expect((await run(script)).stdout.trim()).toBe(String(line.length * 16_000));
  });

  test('runs scripts with here-documents, quotes and CRLF byte for byte', async () => {
    expect((await run("cat <<'END'\na'b\"c`d$e\\f\r\nlast\r\nEND\n")).stdout).toBe(
      'a\'b"c`d$e\\f\r\nlast\r\n',
    );
  });

  test('gives scripts an empty standard input', async () => {
    expect(await run('cat; read -r line || echo nothing')).toMatchObject({ stdout: 'nothing\n' });
  });

  test('starts in the home directory, and nothing of a script is left to the next one', async () => {
    await run('cd /; umask 077; left=over; set -e; trap "echo trapped" EXIT');
    const outcome = await run('false; echo "left$left"; [ "$PWD" = "$(cd; pwd)" ] && echo home');
    expect(outcome.stdout).toBe('left\nhome\n');
  });

  test('answers a script with a syntax error, and goes on', async () => {
    for (const script of ['if then', "echo 'open", 'fi )', '$(', 'cat <<END']) {
      expect(await run(script)).toMatchObject({ problem: null });
    }
    expect(await run('echo next')).toMatchObject({ exitCode: 0, stdout: 'next\n' });
  });

  test('goes on after a script that ends its own shell', async () => {
    expect(await run('exec echo last')).toMatchObject({ exitCode: 0, stdout: 'last\n' });
    expect((await run('kill -KILL $$')).problem?.code).toBe('no-answer');
    expect(await run('echo next')).toMatchObject({ stdout: 'next\n' });
  });

  test('throws for a script with NUL, which no shell can hold', async () => {
    await expect(run('echo \0')).rejects.toThrow(RangeError);
    expect(await run('echo next')).toMatchObject({ stdout: 'next\n' });
  });

  test('runs many commands at a time, each with its own answer', async () => {
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    const outcomes = await Promise.all(numbers.map((number) => run(`echo ${number}; exit ${number}`)));
    expect(outcomes.map(({ stdout, exitCode }) => [stdout, exitCode])).toEqual(
      numbers.map((number) => [`${number}\n`, number]),
    );
  });
}

function limits(run: Run): void {
  test('cuts output at its limit, and says so', async () => {
    const outcome = await run('head -c 100000 /dev/zero | tr "\\0" x; exit 3', { outputLimitBytes: 1000 });
    expect(outcome).toMatchObject({ exitCode: 3, stdout: 'x'.repeat(1000), outputCut: true, problem: null });
  });

  test('gives up a command at its time limit, with what it printed, and ends its processes', async () => {
    const file = (await run('mktemp')).stdout.trim();
    const outcome = await run(`echo begun; sleep 1000 & echo $! >${file}; wait`, { timeLimitMs: 500 });
    expect(outcome).toMatchObject({ exitCode: null, stdout: 'begun\n', problem: { code: 'no-answer' } });
    // Where nobody takes note of its end, an ended process stays in the table as Z.
    const gone = await run(
      `pid=$(cat ${file}); rm ${file}; while grep -q '^State:[[:space:]]*[DRST]' /proc/$pid/status; do sleep 0.05; done; echo gone`,
    );
    expect(gone.stdout).toBe('gone\n');
  });
}

function quoting(run: Run): void {
  // Whole texts only: half a surrogate pair has no UTF-8.
  const shellText = fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.replaceAll('\0', ''));
  const awkward = fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '\\',
        '\n',
        '\r',
        '$',
        '`',
        '$(id)',
        '!',
        '~',
        '*',
        ' ',
        '-',
        '\t',
        '\x01',
        '\x7f',
        'é',
        ';',
      ),
    )
    .map((parts) => parts.join(''));

  test('quoted text arrives unchanged, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(shellText, awkward), async (text) => {
        expect((await run(`printf %s ${quote(text)}`)).stdout).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('a quoted path arrives unchanged, but for the home directory', async () => {
    const home = (await run('cd; printf %s "$PWD"')).stdout;
    await fc.assert(
      fc.asyncProperty(fc.oneof(shellText, awkward), async (text) => {
        expect((await run(`printf %s ${quotePath(`/${text}`)}`)).stdout).toBe(`/${text}`);
        expect((await run(`printf %s ${quotePath(`~/${text}`)}`)).stdout).toBe(`${home}/${text}`);
      }),
      { numRuns: 150 },
    );
  });
}
