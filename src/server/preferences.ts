import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** What a reader has chosen; kept in the browser, so that one reader does not change another's pages. */
export interface Preferences {
  /** Only the jobs of `settings.filter_user`; starts switched on (`compat.md` 2.14). */
  readonly filterUser: boolean;
  /** Leaves out jobs that finished more than 12 hours ago. */
  readonly liveView: boolean;
  readonly theme: Theme;
}

export type Theme = 'system' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function readPreferences(c: Context): Preferences {
  const theme = getCookie(c, 'theme');
  return {
    filterUser: getCookie(c, 'filter-user') !== 'off',
    liveView: getCookie(c, 'live-view') === 'on',
    theme: THEMES.find((known) => known === theme) ?? 'system',
  };
}

export function rememberFilter(c: Context, on: boolean): void {
  remember(c, 'filter-user', on ? 'on' : 'off');
}

export function rememberLiveView(c: Context, on: boolean): void {
  remember(c, 'live-view', on ? 'on' : 'off');
}

/** Anything that is not a theme means the system's. */
export function rememberTheme(c: Context, theme: unknown): void {
  remember(c, 'theme', THEMES.find((known) => known === theme) ?? 'system');
}

function remember(c: Context, name: string, value: string): void {
  const yearSeconds = 365 * 24 * 3600;
  setCookie(c, name, value, { path: '/', maxAge: yearSeconds, httpOnly: true, sameSite: 'Strict' });
}
