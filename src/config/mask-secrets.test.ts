import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskSecrets, unmaskSecrets } from './mask-secrets.ts';

const TEXT = `settings:
  cli_auth: {cf_client_secret: 's3cret', cf_client_id: public}
sources:
  - name: lab
    url: https://ada:hunter2@git.example.org/lab.git
environments:
  - name: a
    variables:
      WANDB_API_KEY: "abc" # not for others
      GITHUB_TOKEN: |
        first
        second
      THREADS: "8"
backends: [{type: slurm, ssh: {key_path: ~/.ssh/id, private_key_path: ~/k, password: }}]
`;

it('takes out values of telling names and passwords in addresses, and nothing else', () => {
  const { text, secrets } = maskSecrets(TEXT);
  expect(secrets).toEqual(["'s3cret'", 'hunter2', '"abc"', '|\n        first\n        second\n']);
  expect(text).toContain('cf_client_secret: __kept_secret_1__, cf_client_id: public');
  expect(text).toContain('https://ada:__kept_secret_2__@git.example.org/lab.git');
  expect(text).toContain('WANDB_API_KEY: __kept_secret_3__ # not for others');
  expect(text).toContain('private_key_path: ~/k');
});

it('puts them back where their marks stand, also when other lines have changed', () => {
  const { text, secrets } = maskSecrets(TEXT);
  expect(unmaskSecrets(text, secrets)).toBe(TEXT);
  expect(unmaskSecrets(`# new\n${text.replace('lab', 'other')}`, secrets)).toContain('ada:hunter2@git');
  expect(unmaskSecrets('__kept_secret_9__', secrets)).toBe('__kept_secret_9__');
});

it('whatever text there is comes back as it was', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('token: a', 'x: {password: [b}', 'http://a:b@c', '- secret: |'),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const whole = lines.join('\n');
      fc.pre(!whole.includes('__kept_secret_'));
      const { text, secrets } = maskSecrets(whole);
      expect(unmaskSecrets(text, secrets)).toBe(whole);
    }),
  );
});

it('addresses of notifications are secrets, other addresses are not', () => {
  const text =
    'notifications:\n  - {name: lab, type: slack, url: https://h.example.org/T/tell-nobody}\nsources:\n  - {url: https://git.example.org/x}\n';
  const { text: masked, secrets } = maskSecrets(text);
  expect(masked).not.toContain('tell-nobody');
  expect(masked).toContain('https://git.example.org/x');
  expect(unmaskSecrets(masked, secrets)).toBe(text);
});
