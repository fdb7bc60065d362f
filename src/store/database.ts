import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Compilable } from 'kysely';
import { asStoreError } from './store-error.ts';

export type Value = SQLInputValue;

/** A call of SQLite costs about as much as a small row: so many rows are one statement. */
const ROWS = 50;

/**
 * One connection to a SQLite file: the only place that names node:sqlite's classes. Statements are prepared once and
 * kept, so the texts given here must be few: values travel as parameters.
 * Every method throws StoreError for what can go wrong in operation (full disk, damaged file).
 */
export class Database {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * `busyTimeoutMs`: how long to wait for a lock that another connection holds. A connection that only reads may be
   * opened beside the server's, by another process.
   */
  constructor(path: string, busyTimeoutMs: number, readOnly = false) {
    this.path = path;
    this.#connection = this.#guard(() => new DatabaseSync(path, { timeout: busyTimeoutMs, readOnly }));
  }

  /** Runs statements without parameters; not kept. */
  execute(sql: string): void {
    this.#guard(() => this.#connection.exec(sql));
  }

  /** Gives back how many rows were changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#guard(() => Number(this.#prepare(sql).run(...values).changes));
  }

  /**
   * Inserts a row for each item, all of the same width: `into` is the statement up to VALUES, `conflict` what follows it. Rows are
   * made as they are needed: those of many items would be much memory.
   */
  insert<Item>(
    into: string,
    items: readonly Item[],
    rowOf: (item: Item, position: number) => readonly Value[],
    conflict = '',
  ): void {
    for (let first = 0; first < items.length; ) {
      const batch = items.slice(first, first + (items.length - first < ROWS ? 1 : ROWS));
      const values = batch.flatMap((item, offset) => rowOf(item, first + offset));
      const row = `(${Array(values.length / batch.length).fill('?')})`;
      this.run(`${into} VALUES ${Array(batch.length).fill(row)} ${conflict}`, ...values);
      first += batch.length;
    }
  }

  /** The rows as the caller declares them: a query and its row type stand side by side. */
  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#guard(() => this.#prepare(sql).all(...values)) as Row[];
  }

  first<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(...values)) as Row | undefined;
  }

  select<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.all<Row>(sql, ...(parameters as readonly Value[]));
  }

  /** All of it or nothing: what `work` throws undoes what it wrote. Must not be nested. */
  transaction<T>(work: () => T): T {
    this.execute('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.execute('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#guard(() => this.#connection.close());
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** SQLite itself ends the transaction after some errors (https://sqlite.org/lang_transaction.html, 3). */
  #rollBack(): void {
    if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asStoreError(error, this.path);
    }
  }
}
