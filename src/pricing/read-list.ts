import { createReadStream } from 'node:fs';
import { rename, stat, writeFile } from 'node:fs/promises';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { NotAList } from './list-items.ts';
import { type Market, type PriceTable, readPriceTable, writePriceTable } from './price-table.ts';

/** A table, and when it was read at its source, in milliseconds since 1970. */
export interface DatedTable {
  readonly table: PriceTable;
  readonly readAt: number;
}

/** The site's list is of about 100 MB. */
const LARGEST_LIST_BYTES = 1024 ** 3;

class TooLarge extends Error {}

/** Problems: `no-access`, `unreadable`. */
export async function readListFile(path: string, market: Market): Promise<Result<DatedTable>> {
  try {
    const { mtimeMs } = await stat(path);
    return ok({ table: await readPriceTable(limited(createReadStream(path)), market), readAt: mtimeMs });
  } catch (error) {
    return failed(listProblem(error, path));
  }
}

/** In place of what was there, as a whole or not at all. The folder must be there. @throws the file system's errors */
export async function writeListFile(path: string, table: PriceTable, market: Market): Promise<void> {
  const unfinished = `${path}.new`;
  await writeFile(unfinished, writePriceTable(table, market));
  await rename(unfinished, path);
}

export interface Download {
  readonly address: string;
  readonly fetch: typeof fetch;
  /** For the whole list. */
  readonly timeLimitMs: number;
  readonly stopping: AbortSignal;
}

/** Problems: `unreachable`, `no-answer`, `unreadable`. */
export async function downloadList(download: Download, market: Market): Promise<Result<PriceTable>> {
  const { address, timeLimitMs, stopping } = download;
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    const signal = AbortSignal.any([limit, stopping]);
    const response = await download.fetch(address, { headers: { accept: 'application/json' }, signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return failed(problem('unreachable', `${address} answers with status ${response.status}`));
    }
    return ok(await readPriceTable(limited(response.body), market));
  } catch (error) {
    if (!limit.aborted) return failed(listProblem(error, address));
    const seconds = timeLimitMs / 1000;
    return failed(problem('no-answer', `${address} did not give the whole list within ${seconds} s`));
  }
}

/** @throws TooLarge */
async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > LARGEST_LIST_BYTES) throw new TooLarge();
    yield chunk;
  }
}

/** Whatever goes wrong with a list only hides costs. `from` is a path or an address. */
function listProblem(error: unknown, from: string): Problem {
  if (error instanceof NotAList)
    return problem('unreadable', `${from} is no list of prices: ${error.message}`);
  if (error instanceof TooLarge)
    return problem('unreadable', `${from} is far too large for a list of prices`);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return problem('no-access', `there is no file ${from}`);
  const words = code ?? (cause instanceof Error ? cause.message : String(cause));
  return from.includes('://')
    ? problem('unreachable', `${from} cannot be reached (${words})`)
    : problem('no-access', `${from} cannot be read (${words})`);
}
