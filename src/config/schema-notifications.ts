import { z } from 'zod';
import {
  identifier,
  localPath,
  type Machine,
  optional,
  section,
  text,
  typeError,
  wholeNumber,
} from '../backends/settings.ts';
import { expected } from '../engine/faults.ts';
import { NOTICE_KINDS } from '../engine/notice.ts';
import { Secret } from '../engine/secret.ts';
import type {
  EmailSettings,
  MailSecurity,
  SecretSetting,
  SlackSettings,
  WebhookSettings,
} from '../notices/settings.ts';

/** The section that says who is told about runs (`docs/notifications.md`). */
export function notificationSchema(machine: Machine) {
  return z.discriminatedUnion('type', [email(machine), slack(machine), webhook(machine)], {
    error: typeError(['email', 'slack', 'webhook']),
  });
}

const PORTS: Readonly<Record<MailSecurity, number>> = { tls: 465, starttls: 587, none: 25 };

function email(machine: Machine) {
  return section({
    type: z.literal('email'),
    ...commonKeys(),
    to: oneOrMore(address(), 'a mail address'),
    from: address(),
    server: text('the name or address of a mail server').min(1, 'is empty'),
    security: optional(oneOf(['starttls', 'tls', 'none']), 'starttls' as const),
    port: optional(wholeNumber(1, 65_535), null),
    user: optional(text('a user name').min(1, 'is empty: it must be a user name'), null),
    password: optional(secretText('a password'), null),
    password_file: optional(localPath(machine), null),
  })
    .superRefine(atMostOne('password'))
    .transform(
      ({ type, name, events, runs, to, from, server, security, port, user, ...given }): EmailSettings => ({
        ...{ type, name, kinds: events, runs, to, from, server, security, user },
        port: port ?? PORTS[security],
        password: secretOf(given.password, given.password_file),
      }),
    );
}

function slack(machine: Machine) {
  return section({ type: z.literal('slack'), ...commonKeys(), ...urlKeys(machine) })
    .superRefine(exactlyOne('url'))
    .transform(
      ({ type, name, events, runs, url, url_file }): SlackSettings => ({
        ...{ type, name, kinds: events, runs },
        url: secretOf(url, url_file) ?? NO_SECRET,
      }),
    );
}

function webhook(machine: Machine) {
  return section({
    type: z.literal('webhook'),
    ...commonKeys(),
    ...urlKeys(machine),
    secret: optional(secretText('a secret'), null),
    secret_file: optional(localPath(machine), null),
  })
    .superRefine(exactlyOne('url'))
    .superRefine(atMostOne('secret'))
    .transform(
      ({ type, name, events, runs, url, url_file, secret, secret_file }): WebhookSettings => ({
        ...{ type, name, kinds: events, runs },
        url: secretOf(url, url_file) ?? NO_SECRET,
        secret: secretOf(secret, secret_file),
      }),
    );
}

function commonKeys() {
  return {
    name: identifier(),
    events: optional(oneOrMore(oneOf(NOTICE_KINDS), `one of ${NOTICE_KINDS.join(', ')}`), [...NOTICE_KINDS]),
    runs: optional(oneOf(['all', 'chosen']), 'all' as const),
  };
}

function urlKeys(machine: Machine) {
  const url = text('an address').refine((value) => /^https?:\/\/[^/]/.test(value) && URL.canParse(value), {
    error: expected('an address that begins with https:// or http://'),
  });
  return {
    url: optional(
      url.transform((value) => new Secret(value)),
      null,
    ),
    url_file: optional(localPath(machine), null),
  };
}

/** Never reached: `exactlyOne` has refused it before. */
const NO_SECRET: SecretSetting = { is: 'value', value: new Secret('') };

function secretOf(value: Secret | null, path: string | null): SecretSetting | null {
  if (value !== null) return { is: 'value', value };
  return path === null ? null : { is: 'file', path };
}

type Issues = z.core.$RefinementCtx<unknown>;

/** A secret stands in the file, or in another one that it names. */
function atMostOne<Key extends string>(key: Key) {
  return (group: { readonly [name in Key | `${Key}_file`]: unknown }, issues: Issues): void => {
    if (group[key] === null || group[`${key}_file`] === null) return;
    issues.addIssue({
      code: 'custom',
      path: [`${key}_file`],
      message: `cannot stand beside '${key}': one of them is enough`,
    });
  };
}

function exactlyOne<Key extends string>(key: Key) {
  return (group: { readonly [name in Key | `${Key}_file`]: unknown }, issues: Issues): void => {
    atMostOne(key)(group, issues);
    if (group[key] !== null || group[`${key}_file`] !== null) return;
    issues.addIssue({
      code: 'custom',
      path: [key],
      message: `is missing: give '${key}', or '${key}_file' with the path of a file that holds it`,
    });
  };
}

function secretText(what: string) {
  return text(what)
    .min(1, 'is empty')
    .transform((value) => new Secret(value));
}

/** Not a full check (RFC 5322 allows much): that it is one address, and no header of its own. */
function address() {
  return text('a mail address').regex(/^[^\p{Cc}]*[^\s\p{Cc}@<]+@[^\s\p{Cc}@>]+>?$/u, {
    error: expected('a mail address, such as ada@example.org'),
  });
}

function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: expected(`one of ${words.join(', ')}`) });
}

/** One, or a list of at least one. `what` is for messages. */
function oneOrMore<T extends z.ZodType>(item: T, what: string) {
  const error = expected(`${what}, or a list of them`);
  const list = z.array(item, { error }).min(1, 'is empty');
  return z.union([item.transform((one) => [one]), list], { error });
}
