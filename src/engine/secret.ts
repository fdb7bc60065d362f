const REDACTED = '[redacted]';

/** A value that prints as redacted wherever it is printed by mistake: text, JSON, `console.log`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: only where it is used, never where it is shown. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  // What Node's `util.inspect` and `console.log` ask for.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
