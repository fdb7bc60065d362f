import { describe, expect, it } from 'vitest';
import { faultsOf, read } from './testing.ts';

const notifications = (...lines: string[]) =>
  ['notifications:', ...lines.map((line) => `  ${line}`)].join('\n');

describe('notifications', () => {
  it('have defaults for all but whom to tell', () => {
    const { configuration } = read(
      notifications(
        '- {name: me, type: email, to: ada@example.org, from: hut@example.org, server: smtp.example.org}',
        '- {name: lab, type: slack, url: https://hooks.example.org/T/x}',
        '- {name: hook, type: webhook, url_file: ~/hook, secret_file: secret, events: end, runs: chosen}',
      ),
    );
    expect(configuration.notifications).toMatchObject([
      {
        ...{ type: 'email', name: 'me', to: ['ada@example.org'], security: 'starttls', port: 587 },
        ...{ kinds: ['first_failure', 'end'], runs: 'all', user: null, password: null },
      },
      { type: 'slack', name: 'lab', url: { is: 'value' } },
      {
        ...{ type: 'webhook', kinds: ['end'], runs: 'chosen' },
        url: { is: 'file', path: '/home/ada/hook' },
        secret: { is: 'file', path: '/here/secret' },
      },
    ]);
  });

  it('take the port that goes with how the connection is kept private', () => {
    const mail = (more: string) =>
      notifications(`- {name: me, type: email, to: a@b.c, from: a@b.c, server: s, ${more}}`);
    expect(read(mail('security: tls')).configuration.notifications).toMatchObject([{ port: 465 }]);
    expect(read(mail('security: none, port: 1025')).configuration.notifications).toMatchObject([
      { port: 1025 },
    ]);
  });

  it('never print their secrets', () => {
    const { configuration } = read(
      notifications('- {name: lab, type: slack, url: "https://h.example.org/tell-nobody"}'),
    );
    expect(JSON.stringify(configuration.notifications)).not.toContain('tell-nobody');
  });

  it('say what is wrong, and where', () => {
    expect(faultsOf(notifications('- {name: a, type: pigeon}'))[0]).toContain('one of email, slack, webhook');
    expect(faultsOf(notifications('- {name: a, type: slack}'))[0]).toContain("give 'url', or 'url_file'");
    expect(faultsOf(notifications('- {name: a, type: slack, url: ftp://x}'))[0]).toContain(
      'begins with https://',
    );
    expect(
      faultsOf(notifications('- {name: a, type: webhook, url: "https://x", secret: s, secret_file: f}'))[0],
    ).toContain("cannot stand beside 'secret'");
    expect(
      faultsOf(notifications('- {name: a, type: email, to: [nobody], from: a@b.c, server: s}'))[0],
    ).toContain('mail address');
    expect(faultsOf(notifications('- {name: a, type: slack, url: "https://x", events: never}'))[0]).toContain(
      'first_failure, end',
    );
  });
});
