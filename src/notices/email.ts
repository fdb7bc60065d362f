import type { SMTPTransportOptions } from 'nodemailer';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Channel, Message } from './channel.ts';
import { messageLines, messageTitle, type RunAddress } from './message.ts';
import { readSecret } from './read-secret.ts';
import type { EmailSettings } from './settings.ts';

const TIME_LIMIT_MS = 25_000;

/** Mail through a server of the user's own site, by SMTP (RFC 5321). */
export function emailChannel(settings: EmailSettings, address: RunAddress): Channel {
  return {
    name: settings.name,
    type: settings.type,
    goesTo: `${settings.to.join(', ')} by ${settings.server}`,
    kinds: settings.kinds,
    isForAll: settings.runs === 'all',
    send: (message) => sendMail(settings, message, address),
  };
}

async function sendMail(
  settings: EmailSettings,
  message: Message,
  address: RunAddress,
): Promise<Result<void>> {
  const password = settings.password === null ? null : await readSecret(settings.password);
  if (password?.ok === false) return password;
  // Most servers never send a mail, and then need not load it.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(transportOptions(settings, password?.value.reveal() ?? ''));
  try {
    await transport.sendMail({
      from: settings.from,
      to: [...settings.to],
      subject: messageTitle(message),
      text: `${messageLines(message, address).join('\n')}\n`,
      messageId: `<${message.id}@scripthut>`,
      // No answering machine is to answer (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return ok(undefined);
  } catch (error) {
    return failed(problem('unreachable', `the mail server ${settings.server}: ${firstLine(error)}`));
  } finally {
    transport.close();
  }
}

function transportOptions(settings: EmailSettings, password: string): SMTPTransportOptions {
  const { server, port, security, user } = settings;
  return {
    host: server,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: TIME_LIMIT_MS,
    greetingTimeout: TIME_LIMIT_MS,
    socketTimeout: TIME_LIMIT_MS,
    // Text comes from jobs: it never names a file or an address to be put in.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === null ? {} : { auth: { user, pass: password } }),
  };
}

function firstLine(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.split('\n')[0] ?? '';
}
