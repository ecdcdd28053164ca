import { randomStream } from "@genericdp/core";
import { mutate } from "./mutate.ts";
import type { Reader } from "./readers.ts";

export interface Fault {
  readonly seed: number;
  readonly case: number;
  readonly bytes: Uint8Array;
  readonly error: unknown;
}

export interface Tally {
  readonly accepted: number;
  readonly refused: number;
  /** Errors that are not documented. */
  readonly faults: readonly Fault[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** Which cases of the seed, one after the other. */
  readonly first?: number;
  readonly cases: number;
}

/** Gives a reader mutated files; the same ones for the same seed. */
export async function fuzzReader(
  { seeds, read, refuses }: Reader,
  { seed, first = 0, cases }: FuzzOptions,
): Promise<Tally> {
  const files = await seeds();
  const faults: Fault[] = [];
  let [accepted, refused] = [0, 0];
  for (let i = first; i < first + cases; i++) {
    const random = randomStream(seed, i);
    const bytes = mutate(files[random.integer(files.length)]!, random);
    try {
      await read(bytes);
      accepted++;
    } catch (error) {
      if (refuses(error)) refused++;
      else faults.push({ seed, case: i, bytes, error });
    }
  }
  return { accepted, refused, faults };
}
