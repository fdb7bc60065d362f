/** GET `/filter/status` (`compat.md` 13.1); per browser. */
export interface FilterStatus {
  readonly enabled: boolean;
  readonly user: string | null;
}
