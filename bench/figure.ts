/** One measurement beside its reference, both taken in the same minutes of the same machine. */
export interface Figure {
  /** What was measured: `first byte of the run page, 100,000 tasks`. */
  readonly what: string;
  readonly unit: 'ms' | 's' | 'bytes' | 'MB' | 'calls' | 'nodes';
  readonly ours: number;
  /** What somebody would use instead, or the same of ours at another size; `reference` says which. */
  readonly theirs: number;
  readonly reference: string;
}

/** A benchmark: a file of this folder that gives its figures and, run by itself, prints them. */
export type Bench = () => Promise<readonly Figure[]>;

/** Rows of a Markdown table: ours, the reference's, and the ratio. */
export function figureRows(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, unit, ours, theirs, reference }) => {
    const ratio = theirs === 0 ? '–' : (ours / theirs).toPrecision(3);
    return `| ${what} | ${amount(ours)} ${unit} | ${amount(theirs)} ${unit} | ${reference} | ${ratio} |`;
  });
  return ['| what | ours | reference | which is | ratio |', '|---|---:|---:|---|---:|', ...rows, ''].join(
    '\n',
  );
}

/** Prints the figures of one benchmark, with a heading. */
export async function printFigures(name: string, bench: Bench): Promise<void> {
  console.log(`## ${name}\n\n${figureRows(await bench())}`);
}

function amount(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

/** Whether the file of this `import.meta` was started by itself. */
export function isProgram({ filename }: ImportMeta): boolean {
  return filename === process.argv[1];
}
