import path from 'node:path';
import { z } from 'zod';
import { ruleKeys, variables } from '../backends/env-settings.ts';
import { localSettings } from '../backends/local/settings.ts';
import { pbsSettings } from '../backends/pbs/settings.ts';
import {
  identifier,
  localPath,
  type Machine,
  optional,
  seconds,
  section,
  text,
  typeError,
  wholeNumber,
} from '../backends/settings.ts';
import { sgeSettings } from '../backends/sge/settings.ts';
import { slurmSettings } from '../backends/slurm/settings.ts';
import type { EnvRules } from '../engine/env-rules.ts';
import { expected } from '../engine/faults.ts';
import type { Environment } from '../engine/run.ts';
import type { NotificationSettings } from '../notices/settings.ts';
import type { ProjectSettings, RepositorySettings, SourceSettings } from '../sources/settings.ts';
import { notificationSchema } from './schema-notifications.ts';
import { projectSchema, sourceSchema, workflowGit } from './schema-sources.ts';

/** What the configuration says (`compat.md` 2), checked, with all defaults. Names are unique in each list. */
export interface Configuration {
  readonly settings: Settings;
  readonly backends: readonly BackendSettings[];
  readonly sources: readonly SourceSettings[];
  readonly projects: readonly ProjectSettings[];
  readonly workflows: readonly WorkflowSettings[];
  readonly environments: readonly Environment[];
  /** Rules about variables for all backends (`compat.md` 2.15). */
  readonly rules: EnvRules;
  readonly pricing: PricingSettings;
  /** Who is told about runs. */
  readonly notifications: readonly NotificationSettings[];
}

/** A family of backends is a folder, a line here and one in `backends/open.ts`. */
const families = {
  slurm: slurmSettings,
  local: localSettings,
  pbs: pbsSettings,
  sge: sgeSettings,
};

type Family = (typeof families)[keyof typeof families];
export type BackendSettings = z.output<ReturnType<Family>>;

/** `compat.md` 2.14. Paths are absolute. */
export interface Settings {
  /** How often a scheduler is asked. */
  readonly pollIntervalSeconds: number;
  readonly serverHost: string;
  /** 0 takes any free port. */
  readonly serverPort: number;
  readonly dataDir: string;
  readonly sourcesCacheDir: string;
  /** When set, the table of jobs starts with this user's jobs only. */
  readonly filterUser: string | null;
}

/** What partitions stand for in a list of prices (`compat.md` 2.13). Without partitions there are no costs. */
export interface PricingSettings {
  readonly region: string;
  readonly priceType: string;
  /** Partition → instance type: `normal` → `c5.xlarge`. */
  readonly partitions: ReadonlyMap<string, string>;
  /** A list on this machine that is read in place of the site's; absolute. */
  readonly file: string | null;
}

/** A command on a backend that prints a workflow document (`compat.md` 2.10). */
export interface WorkflowSettings {
  readonly name: string;
  readonly backend: string;
  readonly command: string;
  /** Limit of active tasks for each run; null is no limit of its own. */
  readonly maxConcurrent: number | null;
  readonly description: string;
  /** The command is run in a clone of it; null: in the login directory. */
  readonly git: RepositorySettings | null;
}

/** A backend of a type that this version does not have yet. */
export interface LaterBackend {
  readonly type: 'later';
  readonly name: string | null;
  /** The type in the file. */
  readonly writtenType: string;
}

/** All keys of the outside contract at the top of the file that this version does not use yet. */
const LATER_SECTIONS = ['stacks', 'agent', 'cache'];
/** And all types of backends, of which some may be families by now. */
const CONTRACT_TYPES = ['slurm', 'pbs', 'ecs', 'batch', 'ec2'];

function backendSchema(machine: Machine) {
  const types = Object.keys(families);
  const laterTypes = CONTRACT_TYPES.filter((type) => !types.includes(type));
  const known = Object.values(families).map((settings) => settings(machine));
  return z.discriminatedUnion('type', [laterBackend(laterTypes), ...known], {
    error: typeError([...types, ...laterTypes]),
  });
}

export function configurationSchema(machine: Machine) {
  const settings = settingsSchema(machine);
  const pricing = pricingSchema(machine);
  return section(
    {
      /** For editors. */
      $schema: z.unknown().optional(),
      backends: listOf(backendSchema(machine)),
      sources: listOf(sourceSchema(machine)),
      projects: listOf(projectSchema()),
      workflows: listOf(workflowSchema(machine)),
      environments: listOf(environmentSchema()),
      ...ruleKeys(),
      pricing: optional(pricing, pricing.parse({})),
      notifications: listOf(notificationSchema(machine)),
      settings: optional(settings, settings.parse({})),
    },
    LATER_SECTIONS,
  );
}

/** As the schema reads it; repetitions and later backends are still in. */
export type WrittenConfiguration = z.output<ReturnType<typeof configurationSchema>>;

function settingsSchema(machine: Machine) {
  return section(
    {
      poll_interval: optional(seconds(5), 60),
      server_host: optional(text('a host name or address').min(1, 'is empty'), '127.0.0.1'),
      server_port: optional(wholeNumber(0, 65_535), 8000),
      data_dir: optional(localPath(machine), path.join(machine.home, '.cache/scripthut')),
      sources_cache_dir: optional(localPath(machine), null),
      filter_user: optional(text('a user name'), null),
    },
    ['cli_server', 'cli_auth', 'cli_autostart'],
  ).transform(
    (settings): Settings => ({
      pollIntervalSeconds: settings.poll_interval,
      serverHost: settings.server_host,
      serverPort: settings.server_port,
      dataDir: settings.data_dir,
      sourcesCacheDir: settings.sources_cache_dir ?? path.join(settings.data_dir, 'sources'),
      filterUser: settings.filter_user || null,
    }),
  );
}

function pricingSchema(machine: Machine) {
  const instanceType = text('an instance type, such as c5.xlarge').min(1, 'is empty');
  const partitions = z.record(z.string(), instanceType, {
    error: expected('a group of partitions and instance types'),
  });
  return section({
    region: optional(text('a region, such as us-east-1').min(1, 'is empty'), 'us-east-1'),
    price_type: optional(text('a type of price, such as ondemand').min(1, 'is empty'), 'ondemand'),
    partitions: optional(partitions, {}),
    file: optional(localPath(machine), null),
  }).transform(
    (pricing): PricingSettings => ({
      region: pricing.region,
      priceType: pricing.price_type,
      partitions: new Map(Object.entries(pricing.partitions)),
      file: pricing.file,
    }),
  );
}

function workflowSchema(machine: Machine) {
  return section({
    name: identifier(),
    backend: identifier(),
    command: text('a shell command').min(1, 'is empty: it must be a shell command'),
    max_concurrent: optional(wholeNumber(1), null),
    description: optional(text(), ''),
    git: optional(workflowGit(machine), null),
  }).transform(
    (workflow): WorkflowSettings => ({
      name: workflow.name,
      backend: workflow.backend,
      command: workflow.command,
      maxConcurrent: workflow.max_concurrent,
      description: workflow.description,
      git: workflow.git,
    }),
  );
}

function environmentSchema() {
  return section({
    name: identifier(),
    variables: optional(variables(), {}),
    extra_init: optional(text('lines for a shell'), ''),
  }).transform(
    (environment): Environment => ({
      name: environment.name,
      variables: environment.variables,
      extraInit: environment.extra_init,
    }),
  );
}

function laterBackend(types: readonly string[]) {
  return z.looseObject({ type: z.literal(types), name: z.unknown().optional() }).transform(
    ({ type, name }): LaterBackend => ({
      type: 'later',
      name: typeof name === 'string' ? name : null,
      writtenType: type,
    }),
  );
}

function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item, { error: expected('a list') })
    .nullish()
    .transform((list) => list ?? []);
}
