/** @throws RangeError unless `value` is a finite number above 0. */
export function checkPositive(what: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`${what} above 0 and finite, got ${value}`);
  }
}

/** @throws RangeError unless `value` is a whole number, at least `least`. */
export function checkCount(what: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) {
    throw new RangeError(`${what} to be a whole number ≥ ${least}, got ${value}`);
  }
}
