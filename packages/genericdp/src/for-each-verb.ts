import type { VerbName } from "./verbs.ts";

/** Only the names, so that a page whose worker restores images does not load the verbs themselves. */
const NAMES = {
  denoise: true,
  deblur: true,
  upscale: true,
  inpaint: true,
  deblock: true,
  despeckle: true,
} satisfies Record<VerbName, true>;

/** An object with a value for each verb. */
export function forEachVerb<Result>(make: <Name extends VerbName>(name: Name) => unknown): Result {
  const names = Object.keys(NAMES) as VerbName[];
  // One for each row, as declared by Result.
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Result;
}
