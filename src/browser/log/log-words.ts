/** The line that the page's address names. */
export function linkedLine(): number | null {
  const match = /^#log-L(\d{1,15})$/.exec(location.hash);
  return match === null ? null : Number(match[1]);
}

/** `1.2 GB`: powers of 1024, as schedulers count. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power > 0 ? 1 : 0)} ${units[power]}`;
}
