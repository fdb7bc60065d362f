import type { NoticeKind } from '../engine/notice.ts';
import type { Secret } from '../engine/secret.ts';

/** What the configuration says about whom to tell, checked, with all defaults. */
export type NotificationSettings = EmailSettings | SlackSettings | WebhookSettings;

interface CommonSettings {
  readonly name: string;
  readonly kinds: readonly NoticeKind[];
  /** `all`: told of every run; `chosen`: of those for which somebody asked for it. */
  readonly runs: 'all' | 'chosen';
}

/** Written out, or the first line of a file of this machine that is read anew each time. */
export type SecretSetting =
  | { readonly is: 'value'; readonly value: Secret }
  | { readonly is: 'file'; readonly path: string };

/** How the connection to a mail server is kept private: TLS from the start, by STARTTLS (which must work), or not at all. */
export type MailSecurity = 'tls' | 'starttls' | 'none';

export interface EmailSettings extends CommonSettings {
  readonly type: 'email';
  readonly to: readonly string[];
  readonly from: string;
  readonly server: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly user: string | null;
  readonly password: SecretSetting | null;
}

/** An incoming webhook as Slack made it common (also Mattermost, Rocket.Chat, Discord with `/slack`). */
export interface SlackSettings extends CommonSettings {
  readonly type: 'slack';
  /** Who knows it can write there: it is a secret. */
  readonly url: SecretSetting;
}

export interface WebhookSettings extends CommonSettings {
  readonly type: 'webhook';
  readonly url: SecretSetting;
  /** Signs what is sent; null sends it without a signature. */
  readonly secret: SecretSetting | null;
}
