import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** What a reader has chosen; kept in the browser, so that one reader does not change another's pages. */
export interface Preferences {
  /** Only the jobs of `settings.filter_user`; starts switched on (`compat.md` 2.14). */
  readonly filterUser: boolean;
  /** Leaves out jobs that finished more than 12 hours ago. */
  readonly liveView: boolean;
  readonly theme: Theme;
  /** In which times of day are told. */
  readonly zone: Zone;
  /** Names of sources whose files are not shown. */
  readonly foldedSources: readonly string[];
  /** Columns of the job table that are not shown. */
  readonly hiddenColumns: readonly JobColumn[];
  /** Until when the reader knows what failed, in milliseconds since 1970; 0 for one who was never at the overview. */
  readonly seenUntil: number;
}

export type Theme = 'system' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** The zone of the reader's computer, or UTC. */
export type Zone = 'local' | 'utc';

export const ZONES: readonly Zone[] = ['local', 'utc'];

export function readPreferences(c: Context): Preferences {
  const theme = getCookie(c, 'theme');
  return {
    filterUser: getCookie(c, 'filter-user') !== 'off',
    liveView: getCookie(c, 'live-view') === 'on',
    theme: THEMES.find((known) => known === theme) ?? 'system',
    zone: getCookie(c, 'zone') === 'utc' ? 'utc' : 'local',
    foldedSources: (getCookie(c, 'folded-sources') ?? '').split('/').map(fromCookie).filter(Boolean),
    hiddenColumns: JOB_COLUMNS.filter((column) =>
      (getCookie(c, 'hidden-columns') ?? '').split('.').includes(column),
    ),
    seenUntil: looksOf(c)?.seenUntil ?? 0,
  };
}

/** After so long without a look at the overview, the next one counts as a new visit. */
const VISIT_MS = 30 * 60_000;

/** Cookie `looks`: until when the reader has seen what failed, and when they looked last. */
function looksOf(c: Context): { readonly seenUntil: number; readonly lookedAt: number } | null {
  const [, seenUntil, lookedAt] = /^(\d{1,15})\.(\d{1,15})$/.exec(getCookie(c, 'looks') ?? '') ?? [];
  if (seenUntil === undefined || lookedAt === undefined) return null;
  return { seenUntil: Number(seenUntil), lookedAt: Number(lookedAt) };
}

/**
 * Notes a look at the overview, and gives back since when failures are news to this reader: since their last visit; who
 * was never here is told of the last day. Looks that follow each other within half an hour are one visit, so that loading
 * a page again does not hide what it told.
 */
export function noteLook(c: Context, now: number): number {
  const looks = looksOf(c) ?? { seenUntil: now - FIRST_LOOK_MS, lookedAt: now };
  const seenUntil = now - looks.lookedAt < VISIT_MS ? looks.seenUntil : looks.lookedAt;
  remember(c, 'looks', `${seenUntil}.${now}`);
  return seenUntil;
}

const FIRST_LOOK_MS = 24 * 3600 * 1000;

/** The reader knows all that has failed until now. */
export function rememberSeen(c: Context, now: number): void {
  remember(c, 'looks', `${now}.${now}`);
}

export function rememberFilter(c: Context, on: boolean): void {
  remember(c, 'filter-user', on ? 'on' : 'off');
}

export function rememberLiveView(c: Context, on: boolean): void {
  remember(c, 'live-view', on ? 'on' : 'off');
}

/** Columns of the job table that can be left out. */
export const JOB_COLUMNS = ['note', 'asked', 'submitted', 'ran'] as const;
export type JobColumn = (typeof JOB_COLUMNS)[number];

/** Gives back those that are not shown then. */
export function rememberColumns(c: Context, shown: readonly string[]): readonly JobColumn[] {
  const hidden = JOB_COLUMNS.filter((column) => !shown.includes(column));
  remember(c, 'hidden-columns', hidden.join('.'));
  return hidden;
}

/** Shows a source's files when they are not shown, and the other way round. Gives back whether they are shown now. */
export function toggleSource(c: Context, name: string): boolean {
  const { foldedSources } = readPreferences(c);
  const isFolded = foldedSources.includes(name);
  const folded = isFolded ? foldedSources.filter((other) => other !== name) : [...foldedSources, name];
  remember(c, 'folded-sources', folded.map(encodeURIComponent).join('/'));
  return isFolded;
}

/** A cookie is anybody's text. */
function fromCookie(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Anything that is not a theme means the system's. */
export function rememberTheme(c: Context, theme: unknown): void {
  remember(c, 'theme', THEMES.find((known) => known === theme) ?? 'system');
}

/** Anything that is not UTC means the reader's own. */
export function rememberZone(c: Context, zone: unknown): void {
  remember(c, 'zone', zone === 'utc' ? 'utc' : 'local');
}

function remember(c: Context, name: string, value: string): void {
  const yearSeconds = 365 * 24 * 3600;
  setCookie(c, name, value, { path: '/', maxAge: yearSeconds, httpOnly: true, sameSite: 'Strict' });
}
