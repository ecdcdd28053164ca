/*
 * Looks for photos of the training and validation sets in the test sets: prints near-duplicates, the nearest
 * pair of each set, and how close modified copies of our photos come. Exit code 1 if there is a
 * near-duplicate.
 *
 *     GENERICDP_DATA=DATA pnpm near-duplicates
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readImage } from "@genericdp/image/node";
import { COPIES, copyOf } from "./copies.ts";
import { findNearest } from "./find-nearest.ts";
import type { Nearest } from "./find-nearest.ts";
import { thumbnails } from "./thumbnail.ts";
import type { Thumbnail } from "./thumbnail.ts";

/** The sets that models are trained on and selected with. */
const OURS = ["bsds500/train", "bsds500/validation"];
const TESTS = ["bsd68", "cbsd68", "levin09/gt", "set5", "set14", "classic5", "live1"];
const PICTURE = /\.(png|jpe?g|bmp|tiff?)$/i;
/** One in this many of our photos is copied. */
const STRIDE = 20;

const data = process.env["GENERICDP_DATA"];
const missing = [...OURS, ...TESTS].filter((name) => data === undefined || !existsSync(join(data, name)));
if (data === undefined || missing.length > 0) {
  console.error(`near-duplicates: expected GENERICDP_DATA to name a folder with ${missing.join(", ")}`);
  process.exit(1);
}
const pictures = (name: string): string[] =>
  readdirSync(join(data, name))
    .filter((file) => PICTURE.test(file))
    .map((file) => join(data, name, file));
const describe = ({ distance, correlation }: Nearest): string =>
  `${distance} of 64 bits, correlation ${correlation.toFixed(2)}`;

const ours = OURS.flatMap(pictures);
const set = new Map<string, Thumbnail>();
for (const file of ours) set.set(file, thumbnails(await readImage(file))[0]!);
console.log(`${set.size} photos of ${OURS.join(" and ")}`);

for (const test of TESTS) {
  let nearest: (Nearest & { readonly file: string }) | undefined;
  const files = pictures(test);
  for (const file of files) {
    const found = { file, ...findNearest(await readImage(file), set) };
    if (found.isDuplicate) {
      console.log(`${file} looks like ${found.name}: ${describe(found)}`);
      process.exitCode = 1;
    }
    if (nearest === undefined || found.distance < nearest.distance) nearest = found;
  }
  const pair = nearest && `${nearest.file.slice(data.length)} and ${nearest.name.slice(data.length)}`;
  console.log(`${test}, ${files.length} pictures: nearest ${describe(nearest!)} (${pair})`);
}

for (const kind of Object.keys(COPIES)) {
  const copied = ours.filter((_, i) => i % STRIDE === 0);
  const found: Nearest[] = [];
  for (const file of copied) {
    const nearest = findNearest(await copyOf(file, kind), set);
    if (nearest.name === file && nearest.isDuplicate) found.push(nearest);
  }
  const [bits, correlation] = [
    Math.max(...found.map(({ distance }) => distance)),
    Math.min(...found.map((each) => each.correlation)),
  ];
  const most = `at most ${bits} bits, correlation at least ${correlation.toFixed(2)}`;
  console.log(`copies, ${kind}: ${found.length} of ${copied.length} found, ${most}`);
}
