/** One line for the server's log. */
export type Report = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts?: Readonly<Record<string, unknown>>,
) => void;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Does it; what goes wrong is reported and holds nobody else up. Gives back what was thrown, null where nothing was. */
export function guarded(report: Report, what: string, work: () => void): { readonly error: unknown } | null {
  try {
    work();
    return null;
  } catch (error) {
    report('error', `${what}: ${messageOf(error)}`, { error });
    return { error };
  }
}
