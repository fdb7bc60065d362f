declare const json: unique symbol;
/** Text of a JSON column. */
export type Json = string & { readonly [json]: true };

export function toJson(value: object): Json {
  return JSON.stringify(value) as Json;
}

export function toJsonOrNull(value: object | null): Json | null {
  return value === null ? null : toJson(value);
}

/** What was saved, by the word of the column: only this room writes the file, and it is checked when it is opened. */
export function fromJson<T>(text: Json): T {
  return JSON.parse(text) as T;
}

export function fromJsonOrNull<T>(text: Json | null): T | null {
  return text === null ? null : fromJson<T>(text);
}
