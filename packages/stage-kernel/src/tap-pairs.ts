/** Two taps of a filter that one instruction takes, as places in the row-major filter. */
export interface TapPair {
  readonly first: number;
  /** Undefined where one tap is left over. */
  readonly second: number | undefined;
  /** The place of the first. */
  readonly row: number;
  readonly column: number;
  /** Whether the second is below the first; it is on its right otherwise. */
  readonly down: boolean;
}

/** All taps of a filter of odd size in pairs: along the rows, and down the last column. */
export function tapPairs(size: number): TapPair[] {
  const last = size - 1;
  const pairs: TapPair[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < last; column += 2) {
      const first = row * size + column;
      pairs.push({ first, second: first + 1, row, column, down: false });
    }
  }
  for (let row = 0; row < last; row += 2) {
    const first = row * size + last;
    pairs.push({ first, second: first + size, row, column: last, down: true });
  }
  pairs.push({ first: size * size - 1, second: undefined, row: last, column: last, down: false });
  return pairs;
}
