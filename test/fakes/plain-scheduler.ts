import { NO_RULES } from '../../src/engine/env-rules.ts';

/** Settings that backends of schedulers have in common: on this machine, without wishes. */
export const PLAIN_SCHEDULER = {
  name: 'plain',
  ssh: null,
  loginShell: false,
  maxConcurrent: 100,
  cloneDir: '~',
  account: null,
  smallestArray: 2,
  rules: NO_RULES,
} as const;
