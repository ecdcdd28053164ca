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
  /** Undocumented errors. */
  readonly faults: readonly Fault[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** The number of the first case. */
  readonly first?: number;
  readonly cases: number;
}

/** Feeds mutated files to a reader. The same seed gives the same files. */
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
