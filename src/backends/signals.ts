const LAST_SIGNAL = 31;

/**
 * The signal behind a shell's exit code: 128 and its number (POSIX XCU 2.8.2). Real-time signals are left out: codes
 * above 159 are rather somebody's own.
 */
export function signalOf(exitCode: number): number | null {
  return exitCode > 128 && exitCode <= 128 + LAST_SIGNAL ? exitCode - 128 : null;
}

/** Whether the number is that of an ordinary signal. */
export function isSignal(number: number): boolean {
  return number >= 1 && number <= LAST_SIGNAL;
}
