import type { VerbName } from "./verbs.ts";

/** The names alone: a page whose worker restores does not need what the verbs are made of. */
const NAMES = {
  denoise: true,
  deblur: true,
  upscale: true,
  inpaint: true,
  deblock: true,
} satisfies Record<VerbName, true>;

/** An object with a value for each verb. */
export function forEachVerb<Result>(make: <Name extends VerbName>(name: Name) => unknown): Result {
  const names = Object.keys(NAMES) as VerbName[];
  // One for each row, as declared by Result.
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Result;
}
