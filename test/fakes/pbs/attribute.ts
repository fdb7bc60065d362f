import type { Variable } from './job.ts';

/** One attribute of a full listing; one with parts is a group such as `Resource_List`. */
export type Attribute = readonly [name: string, value: string | readonly Variable[]];

/** What a listing shows: an id and its attributes. */
export interface Listed {
  readonly id: string;
  readonly attributes: readonly Attribute[];
}

/** `Sun Nov 22 15:51:03 2026`, in local time. */
export function dateText(ms: number): string {
  const [weekday, month, day, year, time] = new Date(ms).toString().split(' ');
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}

/** `Sun Nov 22 at 15:51` */
export function minuteText(ms: number): string {
  const [weekday, month, day, time] = dateText(ms).split(/ +/);
  return `${weekday} ${month} ${day} at ${time?.slice(0, 5)}`;
}

export function epoch(ms: number): string {
  return String(Math.floor(ms / 1000));
}

/** Only those that have a value. */
export function known(attributes: readonly (readonly [string, Attribute[1] | null])[]): Attribute[] {
  return attributes.filter((one): one is Attribute => one[1] !== null);
}
