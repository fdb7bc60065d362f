/** A moment: ISO 8601 with offset, `2026-02-19T14:30:00+00:00`; microseconds when they are not zero. */
export type IsoTime = string;
