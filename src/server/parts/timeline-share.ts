/** A share of the whole width, for drawings that are as wide as there is room. */
export function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1_000}%`;
}
