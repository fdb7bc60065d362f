import { backendName } from '../engine/ids.ts';
import type { Host } from '../transport/host.ts';
import { hints } from './hints.ts';
import { onHost, prepareRun } from './on-host.ts';
import type { SchedulerSettings } from './scheduler-settings.ts';

/** Until the site says itself what it takes (`limits`): the schedulers' own defaults are 1000 and more. */
const LARGEST_ARRAY = 1000;

/** The part of a backend that is the same for all schedulers whose commands are run on a machine. */
export function schedulerBackend(
  settings: SchedulerSettings & { readonly type: string },
  host: Host,
  root: string,
) {
  const { smallestArray } = settings;
  return {
    name: backendName(settings.name),
    type: settings.type,
    maxConcurrent: settings.maxConcurrent,
    account: settings.account,
    loginShell: settings.loginShell,
    pollIntervalMs: null,
    arrays: smallestArray === null ? null : { smallest: smallestArray, largest: LARGEST_ARRAY },
    prepareRun: (request: Parameters<typeof prepareRun>[2]) => prepareRun(host, root, request),
    ...onHost(host),
    ...hints(host, root),
  };
}
