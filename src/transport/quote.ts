const SAFE_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;
/** `~-`, `~+` and `~1` are no homes: bash keeps other folders there. */
const HOME = /^~([A-Za-z_][A-Za-z0-9_.-]*)?(?=\/|$)/;

/**
 * One word for POSIX `sh` (XCU 2.2.2): safe words bare, everything else in single quotes.
 * The only way by which a value comes into a command.
 * @throws RangeError for NUL, which no shell word can hold.
 */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RangeError('a shell word cannot hold the NUL character');
  return SAFE_WORD.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * As `quote`, but a leading `~` or `~user` before the first slash is left to the shell (`compat.md` 1.2, 5).
 */
export function quotePath(path: string): string {
  const home = HOME.exec(path)?.[0];
  if (home === undefined) return quote(path);
  const rest = path.slice(home.length);
  return rest === '' || rest === '/' ? `${home}${rest}` : `${home}/${quote(rest.slice(1))}`;
}
