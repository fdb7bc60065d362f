import { createHmac } from 'node:crypto';
import { noticeTitle } from '../engine/notice.ts';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Channel, Message } from './channel.ts';
import { messageLines, messageTitle, type RunAddress } from './message.ts';
import { readSecret } from './read-secret.ts';
import type { SecretSetting, SlackSettings, WebhookSettings } from './settings.ts';

export interface WebhookOptions {
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly address: RunAddress;
}

const TIME_LIMIT_MS = 20_000;

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function slackChannel(settings: SlackSettings, options: WebhookOptions): Channel {
  return {
    ...common(settings),
    send: (message) => {
      const lines = [
        `*${slackText(messageTitle(message))}*`,
        ...messageLines(message, options.address).map(slackText),
      ];
      return post(settings.url, JSON.stringify({ text: lines.join('\n') }), {}, options);
    },
  };
}

/** The three characters that mean something there, so that names of tasks do not become links or mentions. */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * A POST of JSON, signed as the Standard Webhooks have it (https://www.standardwebhooks.com): `webhook-id` stays the same
 * when it is sent again, `webhook-signature` is `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64.
 */
export function webhookChannel(settings: WebhookSettings, options: WebhookOptions): Channel {
  return {
    ...common(settings),
    async send(message) {
      const body = JSON.stringify(webhookBody(message, options.address));
      const timestamp = String(Math.floor(options.now() / 1000));
      const headers = { 'webhook-id': message.id, 'webhook-timestamp': timestamp };
      if (settings.secret === null) return post(settings.url, body, headers, options);
      const secret = await readSecret(settings.secret);
      if (!secret.ok) return secret;
      const signature = signatureOf(secret.value.reveal(), `${message.id}.${timestamp}.${body}`);
      return post(settings.url, body, { ...headers, 'webhook-signature': signature }, options);
    },
  };
}

export function signatureOf(secret: string, text: string): string {
  return `v1,${createHmac('sha256', secret).update(text).digest('base64')}`;
}

/** What a program gets. Part of the outside contract (`docs/notifications.md`): keys may be added. */
function webhookBody(message: Message, address: RunAddress) {
  return {
    type: message.isTrial ? 'trial' : 'runs',
    title: messageTitle(message),
    notices: message.notices.map((notice) => ({
      kind: notice.kind,
      title: noticeTitle(notice),
      run_id: notice.run,
      workflow_name: notice.workflow,
      backend_name: notice.backend,
      at: new Date(notice.at).toISOString(),
      status: notice.status,
      counts: notice.counts,
      failure: notice.failure,
      url: address(notice.run),
    })),
  };
}

function common({ name, type, kinds, runs, url }: SlackSettings | WebhookSettings) {
  return {
    name,
    type,
    kinds,
    isForAll: runs === 'all',
    goesTo: url.is === 'file' ? url.path : hostOf(url.value.reveal()),
  };
}

/** The path of such an address is often the secret in it. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that cannot be read';
}

async function post(
  setting: SecretSetting,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: WebhookOptions,
): Promise<Result<void>> {
  const url = await readSecret(setting);
  if (!url.ok) return url;
  const host = hostOf(url.value.reveal());
  try {
    const response = await options.fetch(url.value.reveal(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      // An address that moves would get a message that was not meant for it.
      redirect: 'error',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    await response.body?.cancel();
    return response.ok ? ok(undefined) : failed(statusProblem(host, response.status));
  } catch (error) {
    return failed(problem('unreachable', `${host} cannot be reached (${causeWords(error)})`));
  }
}

function statusProblem(host: string, status: number): Problem {
  const isForGood = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return problem(isForGood ? 'refused' : 'busy', `${host} answers with status ${status}`);
}

function causeWords(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : cause instanceof Error ? cause.message : String(cause);
}
