import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { findConfiguration } from './configuration.ts';

/**
 * The server that a command asks (`compat.md` 14.2): `--server`, then `SCRIPTHUT_SERVER`, then host and port of the
 * configuration, then the default. An address without scheme is taken as `http`; a trailing slash does no harm.
 */
export async function chooseServer(
  options: { readonly server?: string; readonly config?: string },
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<string>> {
  const named = options.server ?? env.SCRIPTHUT_SERVER;
  if (named !== undefined && named !== '') return address(named);
  const found = await findConfiguration(options.config, env);
  if (!found.ok) return found;
  const { serverHost, serverPort } = found.value.configuration.settings;
  return ok(addressAt({ host: serverHost, port: serverPort }));
}

/** `http://[::1]:8000` */
export function addressAt({ host, port }: { readonly host: string; readonly port: number }): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function address(text: string): Result<string> {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== null && /^https?:$/.test(url.protocol))
    return ok(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
  return failed(
    problem('bad-request', `'${text}' is not the address of a server`, {
      hint: 'expected: http://127.0.0.1:8000',
    }),
  );
}
