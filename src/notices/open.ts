import type { Channel } from './channel.ts';
import { emailChannel } from './email.ts';
import type { NotificationSettings } from './settings.ts';
import { slackChannel, type WebhookOptions, webhookChannel } from './webhook.ts';

/** Nothing is contacted before the first message. */
export function openChannel(settings: NotificationSettings, options: WebhookOptions): Channel {
  switch (settings.type) {
    case 'email':
      return emailChannel(settings, options.address);
    case 'slack':
      return slackChannel(settings, options);
    case 'webhook':
      return webhookChannel(settings, options);
  }
}
