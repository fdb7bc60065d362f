import { listItems } from './list-items.ts';

/** Which prices are wanted (`compat.md` 2.13). */
export interface Market {
  /** `us-east-1`. */
  readonly region: string;
  /** `ondemand`, `spot_avg`, `spot_min`, `spot_max`. */
  readonly priceType: string;
}

/** A kind of machine. */
export interface InstanceType {
  readonly vcpus: number;
  /** US dollars per hour; null where there is none in the market. */
  readonly perHour: number | null;
}

/** What a list of prices says of one market. */
export interface PriceTable {
  /** By name: `c5.xlarge`. */
  readonly types: ReadonlyMap<string, InstanceType>;
  /** All regions that the list has prices for. */
  readonly regions: ReadonlySet<string>;
}

/**
 * Reads a list of `{ instance_type, vCPU, pricing: { <region>: { linux: { <price type>: "0.17" } } } }`
 * (`compat.md` 16.1); the site's, our own cache and a file of the user all have this form. Entries that have another are
 * passed over. A price that is no number is none.
 * @throws NotAList
 */
export async function readPriceTable(chunks: AsyncIterable<Uint8Array>, market: Market): Promise<PriceTable> {
  const types = new Map<string, InstanceType>();
  const regions = new Set<string>();
  for await (const item of listItems(chunks)) {
    const name = field(item, 'instance_type');
    if (typeof name !== 'string') continue;
    const pricing = field(item, 'pricing');
    for (const region of keysOf(pricing)) regions.add(region);
    const price = field(field(field(pricing, market.region), 'linux'), market.priceType);
    types.set(name, { vcpus: numberIn(field(item, 'vCPU')) ?? 0, perHour: numberIn(price) });
  }
  return { types, regions };
}

/** The table as a list of the same form, with what belongs to its market alone. */
export function writePriceTable({ types }: PriceTable, { region, priceType }: Market): string {
  const entries = [...types].map(([name, { vcpus, perHour }]) => ({
    instance_type: name,
    vCPU: vcpus,
    pricing: perHour === null ? {} : { [region]: { linux: { [priceType]: String(perHour) } } },
  }));
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`;
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** Prices stand there as text, and some as `N/A` or not at all. */
function numberIn(value: unknown): number | null {
  const isText = typeof value === 'string' && value.trim() !== '';
  const number = typeof value === 'number' || isText ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : null;
}
