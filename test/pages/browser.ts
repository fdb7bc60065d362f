import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Why there is no browser to test with; null when there is one. In the pipeline (`CI=true`) a missing browser is not
 * a reason to leave tests out, so they run and fail.
 */
export function whyNoBrowser(): string | null {
  if (existsSync(CHROMIUM) || process.env.CI === 'true') return null;
  return `${CHROMIUM} is missing; apt-get install chromium`;
}

export interface Browser {
  /** A page in a fresh session. */
  open(options?: {
    readonly dark?: boolean;
    readonly width?: number;
    readonly scripts?: boolean;
  }): Promise<WatchedPage>;
  /** Closes all pages that are open. */
  closePages(): Promise<void>;
  close(): Promise<void>;
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors on the console, uncaught exceptions and violations of the policy; a test ends by finding it empty. */
  readonly complaints: readonly string[];
}

/** Starts the system's Chromium; each start has a new user folder, and each page a session of its own. */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
  const sessions: BrowserContext[] = [];
  return {
    open: async ({ dark = false, width = 1280, scripts = true } = {}) => {
      const session = await browser.newContext({
        colorScheme: dark ? 'dark' : 'light',
        viewport: { width, height: 900 },
        javaScriptEnabled: scripts,
      });
      sessions.push(session);
      return watched(await session.newPage());
    },
    closePages: async () => {
      for (const session of sessions.splice(0)) await session.close();
    },
    close: async () => {
      await browser.close();
    },
  };
}

function watched(page: Page): WatchedPage {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The browser reports violations of the Content-Security-Policy here too.
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

/** Bundles what runs in the page, as the build does, into a new folder that the caller removes. */
export async function bundleAssets(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'scripthut-assets-'));
  const root = join(import.meta.dirname, '../..');
  await build({
    entryPoints: ['main.ts', 'live-worker.ts', 'styles.css'].map((file) => join(root, 'src/browser', file)),
    bundle: true,
    format: 'esm',
    outdir: folder,
  });
  return folder;
}
