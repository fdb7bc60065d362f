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
  };
}

export function rememberFilter(c: Context, on: boolean): void {
  remember(c, 'filter-user', on ? 'on' : 'off');
}

export function rememberLiveView(c: Context, on: boolean): void {
  remember(c, 'live-view', on ? 'on' : 'off');
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
