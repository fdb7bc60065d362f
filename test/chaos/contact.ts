import type { BackendsAnswer, Health } from '../../src/wire/backends.ts';
import type { Program } from '../cluster/program.ts';
import { waitUntil } from '../cluster/wait.ts';

/** Relative for people, with the absolute moment beside it. */
const NO_CONTACT = /no contact <time datetime="[^"]+"/;

/**
 * While the backend refuses connections: waits until pages and API say that there is no contact, since when, and why.
 * @returns what they still left unsaid after `limitMs`, one sentence each.
 */
export async function leftUnsaid(program: Program, run: string, limitMs = 30_000): Promise<string[]> {
  let unsaid: string[] = [];
  const isSaid = async () => {
    unsaid = (await Promise.all([ofPages(program, run), ofApi(program)])).flat();
    return unsaid.length === 0;
  };
  await waitUntil('all say that there is no contact', isSaid, limitMs, 250).catch(() => {});
  return unsaid;
}

async function ofPages(program: Program, run: string): Promise<string[]> {
  const pages = [`/runs/${run}`, '/backends'];
  const texts = await Promise.all(pages.map(async (page) => (await program.ask('GET', page)).text));
  return pages
    .filter((_, index) => !NO_CONTACT.test(texts[index] ?? ''))
    .map((page) => `${page} does not say since when there is no contact`);
}

async function ofApi(program: Program): Promise<string[]> {
  const health = (await program.ask('GET', '/health')).body as Health;
  const answer = (await program.ask('GET', '/api/v1/backends')).body as BackendsAnswer;
  const [ill, listed] = [health.backends.testbed, answer.backends.find(({ name }) => name === 'testbed')];
  return [
    ...(ill?.connected === false && ill.error !== null ? [] : [`/health says ${JSON.stringify(ill)}`]),
    ...(listed?.stale === true && listed.error !== null
      ? []
      : [`/api/v1/backends says ${JSON.stringify(listed)}`]),
  ];
}
