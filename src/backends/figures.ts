/** Figures as schedulers, machines and jobs print them. */

/** The largest moment that there is, in seconds since 1970. ECMA-262, "Time Values and Time Range" */
const LAST_SECOND = 8.64e12;

/** Null for what no job and no machine has: a figure that was garbled may be larger than a number holds exactly, or none. */
export function plausible(figure: number): number | null {
  return Math.abs(figure) <= Number.MAX_SAFE_INTEGER ? figure : null;
}

/** A whole number from 0 on. Null for other texts, and for what is not plausible. */
export function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? plausible(Number(text)) : null;
}

/** The whole number with which a text begins: 4 of `4`, of `4+` and of `4-8`. 0 where there is none. */
export function leadingCount(text: string): number {
  return wholeNumber(/^\d+/.exec(text)?.[0]) ?? 0;
}

/** Whole seconds since 1970, as `date +%s` prints them. Null for other texts, and for a time that no clock shows. */
export function epochSeconds(text: string | undefined): number | null {
  const seconds = wholeNumber(text);
  return seconds === null || seconds > LAST_SECOND ? null : seconds;
}
