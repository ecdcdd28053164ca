import type { RandomStream } from "@genericdp/core";

/** The files that {@link randomCommandLine} names. */
export const FILES: readonly string[] = [
  "gray.png",
  "colour.jpg",
  "levels.npy",
  "mask.png",
  "broken.png",
  "dance.gif",
  "model.genericdp",
];

const COMMANDS = [
  "denoise",
  "deblur",
  "upscale",
  "inpaint",
  "despeckle",
  "restore",
  "degrade",
  "estimate",
  "info",
  "export",
  "evaluate",
];
const OPTIONS = [
  "--sigma",
  "--strength",
  "--kernel",
  "--boundary",
  "--schedule",
  "--iterations",
  "--scale",
  "--missing",
  "--model",
  "--json",
  "--force",
  "--seed",
  "--decimate",
  "--data",
  "--limit",
  "--self-ensemble",
  "--format",
  "--strip",
  "--range",
  "--max-pixels",
  "--all-frames",
  "--preview",
  "--plugin",
  "--plugin-option",
  "--help",
  "--nonsense",
  "-",
  "--",
];
const VALUES = [
  "auto",
  "15",
  "0",
  "-1",
  "1e99",
  "NaN",
  "Infinity",
  "0x10",
  "",
  " ",
  "gaussian:1.6",
  "gaussian:",
  "gaussian:-1",
  "disk:2",
  "disk:1e9",
  "motion:9,30",
  "motion:9",
  "valid",
  "circular",
  "paper",
  "plugAndPlay",
  "2",
  "3",
  "1.5",
  "99999999999999999999",
  "gray-tiny",
  "__proto__",
  "constructor",
  ".",
  "..",
  "a=b",
  "0,1",
  "png",
  "gps",
  "deep/er/out.png",
  "no-such-file.png",
  "out.png",
  "out.npy",
  "out.xyz",
  "folder",
  "\u0000",
  "💥.png",
];

/** A partly plausible command line. Iteration counts are small, so that runs are short. */
export function randomCommandLine(random: RandomStream): string[] {
  const pick = (from: readonly string[]): string => from[random.integer(from.length)]!;
  const value = (): string => (random.uniform() < 0.4 ? pick(FILES) : pick(VALUES));
  const args = [pick(COMMANDS)];
  // Usually starts with an input and an output.
  if (random.uniform() < 0.8) args.push(pick(FILES));
  if (random.uniform() < 0.8)
    args.push(random.uniform() < 0.8 ? pick(["out.png", "out.npy", "out.jpg"]) : value());
  for (let left = random.integer(4); left > 0; left--) {
    args.push(pick(OPTIONS));
    if (random.uniform() < 0.8) args.push(value());
  }
  if (random.uniform() < 0.1) args.push(value());
  return args;
}
