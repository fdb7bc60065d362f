import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from '../config/schema.ts';

interface Named {
  readonly name: string;
}

/** What another configuration changes, in sentences; `kept` are backends that runs still use. */
export function changeSentences(
  before: Configuration,
  after: Configuration,
  kept: readonly string[],
): readonly string[] {
  const sentences = [
    ...listChanges('backend', before.backends, after.backends),
    ...kept.map(
      (name) => `${name} is no longer configured, and is kept until the runs that use it have ended.`,
    ),
    ...listChanges('source', before.sources, after.sources),
    ...listChanges('project', before.projects, after.projects),
    ...listChanges('workflow', before.workflows, after.workflows),
    ...listChanges('environment', before.environments, after.environments),
    ...(isDeepStrictEqual(before.rules, after.rules) ? [] : ['The rules about variables have changed.']),
    ...waiting(before, after),
  ];
  return sentences.length > 0 ? sentences : ['Nothing is different.'];
}

/** Some of it only counts for what is opened at the start. */
function waiting(before: Configuration, after: Configuration): readonly string[] {
  const keys = [
    ['server_host', before.settings.serverHost, after.settings.serverHost],
    ['server_port', before.settings.serverPort, after.settings.serverPort],
    ['data_dir', before.settings.dataDir, after.settings.dataDir],
    ['pricing', before.pricing, after.pricing],
  ] as const;
  return keys
    .filter(([, old, now]) => !isDeepStrictEqual(old, now))
    .map(([key]) => `${key} counts from the next start on.`);
}

function listChanges(noun: string, before: readonly Named[], after: readonly Named[]): readonly string[] {
  const added = after.filter(({ name }) => !before.some((each) => each.name === name));
  const removed = before.filter(({ name }) => !after.some((each) => each.name === name));
  const changed = after.filter((each) => {
    const old = before.find(({ name }) => name === each.name);
    return old !== undefined && !isDeepStrictEqual(old, each);
  });
  return [
    ...namesSentence(`New ${noun}`, added),
    ...namesSentence(`Removed ${noun}`, removed),
    ...namesSentence(`Changed ${noun}`, changed),
  ];
}

function namesSentence(words: string, named: readonly Named[]): readonly string[] {
  if (named.length === 0) return [];
  return [`${words}${named.length === 1 ? '' : 's'}: ${named.map(({ name }) => name).join(', ')}.`];
}
