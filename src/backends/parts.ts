/** The same in their order, at most so many at a time. */
export function inParts<T>(all: readonly T[], most: number): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let first = 0; first < all.length; first += most) parts.push(all.slice(first, first + most));
  return parts;
}
