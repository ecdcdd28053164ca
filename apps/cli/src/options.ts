import { UsageError } from "./errors.ts";

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** @throws UsageError unless `text` is a number from `least` to `most`. */
export function parseNumber(option: string, text: string, least: number, most: number = Infinity): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most && Number.isFinite(value)) return value;
  throw new UsageError(`expected ${option} to be a number${range(least, most)}, got ${quote(text)}`);
}

/** @throws UsageError unless `text` is a whole number from `least` to `most`. */
export function parseInteger(
  option: string,
  text: string,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`expected ${option} to be a whole number${range(least, most)}, got ${quote(text)}`);
}

/**
 * @param otherwise what the option can be instead, for the message.
 * @throws UsageError unless `text` is a noise level above 0 in gray levels.
 */
export function parseNoiseLevel(option: string, text: string, otherwise: string = ""): number {
  return parsePositive(option, text, "a noise level", otherwise);
}

/** @throws UsageError unless `text` is a number above 0; `what` is its name. */
export function parsePositive(
  option: string,
  text: string,
  what: string = "a number",
  otherwise: string = "",
): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value < Infinity) return value;
  throw new UsageError(`expected ${option} to be ${what} above 0${otherwise}, got ${quote(text)}`);
}

/** @throws UsageError if the model was not made for a noise level. */
export function checkNoiseLevel(
  option: string,
  noiseLevel: number,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (noiseLevel >= min && noiseLevel <= max) return;
  throw new UsageError(`expected ${option} from ${min} to ${max}, the range of the model, got ${noiseLevel}`);
}

function range(least: number, most: number): string {
  if (least === -Infinity && most === Infinity) return "";
  const open = most === Infinity || most === Number.MAX_SAFE_INTEGER;
  return open ? ` of at least ${least}` : ` from ${least} to ${most}`;
}

function quote(text: string): string {
  return text === "" ? "nothing" : text;
}
