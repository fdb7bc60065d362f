import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { exampleTexts } from '../../scripts/example-files.ts';
import { configurationSchema } from './schema.ts';
import { machine, read } from './testing.ts';

const texts = exampleTexts();
const [text] = texts;

/** Every key that the schema knows: `backends.ssh.port`. */
function keysOfSchema(schema: z.core.JSONSchema.BaseSchema, path = ''): string[] {
  const inner = [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const branches = inner.flatMap((each) =>
    typeof each === 'object' && !Array.isArray(each) && !isLaterBackend(each) ? keysOfSchema(each, path) : [],
  );
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return [name, ...(typeof value === 'object' ? keysOfSchema(value, name) : [])];
  });
  return [...new Set([...branches, ...own])].sort();
}

/** Backends of later versions are accepted as they are. */
function isLaterBackend(schema: z.core.JSONSchema.BaseSchema): boolean {
  const type = schema.properties?.type;
  return typeof type === 'object' && type.enum !== undefined;
}

/** Groups whose keys people choose themselves. */
const FREE_NAMES = /\.(variables|if|set|append|partitions)$|(^|\.)env_groups$/;

function keysOfValue(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => keysOfValue(item, path)))].sort();
  if (typeof value !== 'object' || value === null || FREE_NAMES.test(path)) return [];
  return Object.entries(value)
    .flatMap(([key, inner]) => {
      const name = path === '' ? key : `${path}.${key}`;
      return [name, ...keysOfValue(inner, name)];
    })
    .sort();
}

test('the annotated examples load without faults and warnings', () => {
  expect(texts.flatMap((each) => read(each).warnings)).toEqual([]);
});

test('every key that the schema knows is in an example, and the other way round', () => {
  const schema = z.toJSONSchema(configurationSchema(machine), { io: 'input', unrepresentable: 'any' });
  // Rules look the same everywhere: it is enough to show their keys at the top.
  const isShown = (key: string) => key !== '$schema' && !key.startsWith('backends.env.');
  const shown = new Set(texts.flatMap((each) => keysOfValue(parse(each))));
  expect([...shown].sort().filter(isShown)).toEqual(keysOfSchema(schema).filter(isShown));
});

const workflowsGlob = '.hut/workflows/*.json';

test('the defaults that the example shows are the defaults', () => {
  const { settings, pricing, sources, workflows } = read(text).configuration;
  const least = read('').configuration;
  expect({ ...settings, filterUser: null }).toEqual(least.settings);
  expect({ ...pricing, partitions: new Map(), file: null }).toEqual(least.pricing);
  const git = { branch: 'main', cloneDir: '~/scripthut-repos' };
  expect(sources).toMatchObject([{ repository: git, workflowsGlob }, { workflowsGlob }]);
  expect(workflows).toMatchObject([{ git }]);
});

test('so are those of the backends', () => {
  const shown = texts.flatMap((each) => read(each).configuration.backends);
  const types = shown.map(({ type }, index) => `{type: ${type}, name: x${index}}`);
  const least = read(`backends: [${types.join(', ')}]`).configuration.backends;
  const common = shown.map(({ loginShell, maxConcurrent, cloneDir }) => ({
    loginShell,
    maxConcurrent,
    cloneDir,
  }));
  expect(least).toMatchObject(common);
});
