import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConfigurationRequest, defaultConfiguration, loadConfiguration } from './load.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(path.join(os.tmpdir(), 'scripthut-config-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const load = (more: Partial<ConfigurationRequest> = {}) =>
  loadConfiguration({ configPath: null, cwd, env: {}, home: '/home/ada', ...more });
const write = (name: string, content: string | Uint8Array) => writeFile(path.join(cwd, name), content);
const backend = (name: string) => `backends: [{type: local, name: ${name}}]`;

/** The name of the only backend, which tells from where the configuration came. */
async function backendFound(more?: Partial<ConfigurationRequest>) {
  const found = await load(more);
  return found.is === 'loaded' ? found.configuration.backends[0]?.name : found.is;
}

describe('the order of looking', () => {
  test('the named file, then scripthut.yaml, then scripthut.yml, then .env', async () => {
    await write('.env', 'SSH_HOST=h\nSSH_USER=u\n');
    expect(await backendFound()).toBe('default');
    await write('scripthut.yml', backend('yml'));
    expect(await backendFound()).toBe('yml');
    await write('scripthut.yaml', backend('yaml'));
    expect(await backendFound()).toBe('yaml');
    await write('mine.yaml', backend('mine'));
    expect(await backendFound({ configPath: 'mine.yaml' })).toBe('mine');
  });

  test('nothing is looked for in the folders above', async () => {
    await write('scripthut.yaml', backend('above'));
    await mkdir(path.join(cwd, 'below'));
    expect(await backendFound({ cwd: path.join(cwd, 'below') })).toBe('none-found');
  });

  test('a named file that does not exist is an error, whatever else is there', async () => {
    await write('scripthut.yaml', backend('yaml'));
    expect(await load({ configPath: 'nope.yaml' })).toMatchObject({
      is: 'missing',
      problem: { code: 'not-found', message: 'Config file not found: nope.yaml' },
    });
  });

  test('a broken file is not passed over', async () => {
    await write('scripthut.yaml', 'backends: 7');
    await write('scripthut.yml', backend('yml'));
    expect(await backendFound()).toBe('faulty');
  });

  test('without any configuration the message names all that could be there', async () => {
    const found = await load();
    expect(found.is).toBe('none-found');
    const said = JSON.stringify(found);
    for (const name of ['scripthut.yaml', '.env', 'scripthut.example.yaml']) expect(said).toContain(name);
  });

  test('the defaults have one backend, this machine', () => {
    const { backends, workflows } = defaultConfiguration({ cwd, home: '/home/ada' });
    expect(backends).toMatchObject([{ type: 'local', name: 'local' }]);
    expect(workflows).toEqual([]);
  });
});

describe('files that cannot be used', () => {
  test('a directory', async () => {
    await mkdir(path.join(cwd, 'scripthut.yaml'));
    expect(await load()).toMatchObject({
      is: 'faulty',
      file: path.join(cwd, 'scripthut.yaml'),
      problem: {
        code: 'bad-configuration',
        message: 'scripthut.yaml is a directory: a YAML file was expected',
      },
    });
  });

  test('bytes that are not text', async () => {
    await write('scripthut.yaml', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]));
    expect(await load()).toMatchObject({
      problem: { message: 'scripthut.yaml is not text in UTF-8: a YAML file was expected' },
    });
  });

  test('a link that leads to itself', async () => {
    await symlink('scripthut.yaml', path.join(cwd, 'scripthut.yaml'));
    expect(await load()).toMatchObject({
      is: 'faulty',
      problem: { message: 'scripthut.yaml cannot be read: ELOOP' },
    });
  });

  test('a file that we may not read', async () => {
    await writeFile(path.join(cwd, 'scripthut.yaml'), '', { mode: 0o000 });
    // Root may read everything: it has to be nobody for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    const loaded = await load().finally(() => isRoot && process.seteuid?.(0));
    expect(loaded).toMatchObject({
      problem: { message: 'scripthut.yaml cannot be read: permission denied' },
    });
  });

  test('faults have their places in the file as the user named it', async () => {
    await write('mine.yaml', 'settings:\n  server_port: x\n');
    expect(await load({ configPath: './mine.yaml' })).toMatchObject({
      is: 'faulty',
      problem: { place: { file: './mine.yaml', line: 2, column: 16 } },
    });
  });
});

describe('the old variables', () => {
  test('make one Slurm backend, and are announced as deprecated', async () => {
    await write(
      '.env',
      '# old\nssh_host=login\nSSH_USER="ada"\nSSH_PORT=2222\nSSH_KEY_PATH=~/.ssh/k\nPOLL_INTERVAL=30\n',
    );
    const found = await load({ env: { SERVER_PORT: '9000', SSH_PORT: '2200' } });
    expect(found).toMatchObject({
      is: 'loaded',
      file: path.join(cwd, '.env'),
      configuration: {
        backends: [
          {
            type: 'slurm',
            name: 'default',
            ssh: { host: 'login', user: 'ada', port: 2200, keyPath: '/home/ada/.ssh/k', hostKeyCheck: true },
          },
        ],
        settings: { pollIntervalSeconds: 30, serverPort: 9000, serverHost: '127.0.0.1' },
      },
      warnings: [expect.stringContaining('deprecated')],
    });
  });

  test('in the environment alone they count too', async () => {
    expect(await load({ env: { SSH_HOST: 'h', ssh_user: 'u' } })).toMatchObject({ is: 'loaded', file: null });
  });

  test.each([{ SSH_HOST: 'h' }, { SSH_USER: 'u' }, { SSH_HOST: 'h', SSH_USER: '' }])(
    '%j is not enough',
    async (env) => {
      expect(await backendFound({ env })).toBe('none-found');
    },
  );

  test('faults name the variable', async () => {
    const found = await load({ env: { SSH_HOST: 'h', SSH_USER: 'u', SSH_PORT: 'x', POLL_INTERVAL: '1' } });
    expect(JSON.stringify(found)).toContain(
      'SSH_PORT must be a whole number from 1 to 65535, found the text \\"x\\"',
    );
    expect(JSON.stringify(found)).toContain('POLL_INTERVAL must be a number of seconds');
  });
});
