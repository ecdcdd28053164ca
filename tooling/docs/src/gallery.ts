/*
 * Makes the pictures of docs/gallery.md, and of a guide, by running the commands of the sections, and writes
 * the resulting PSNR into the pages: pnpm gallery [name …]
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import sharp from "sharp";
import { codeBlocks, commandLines } from "./code-blocks.ts";
import { GALLERY } from "./gallery-photos.ts";
import { asBlocks, bicubic, rgbPicture } from "./rgb-picture.ts";
import type { RgbPicture } from "./rgb-picture.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const PAGES = ["docs/gallery.md", "docs/guides/research.md"];
const SEPARATOR = 8;

type Run = (args: readonly string[], context: object) => Promise<number>;
const { run } = (await import(pathToFileURL(join(root, "apps/cli/src/run.ts")).href)) as {
  readonly run: Run;
};

const wanted = process.argv.slice(2);
await mkdir(join(root, "docs/images/gallery"), { recursive: true });
for (const name of PAGES) {
  const page = await readFile(join(root, name), "utf8");
  const sections: string[] = [];
  for (const section of page.split(/^(?=## )/m)) sections.push(await withPicture(section));
  await writeFile(join(root, name), sections.join(""));
}

/** The section with the PSNR of its picture, which is made again. */
async function withPicture(section: string): Promise<string> {
  const name = /\(.*images\/gallery\/(.+)\.webp\)\s/.exec(section)?.[1];
  if (name === undefined || !(name in GALLERY) || (wanted.length > 0 && !wanted.includes(name)))
    return section;
  const said = await makePicture(name, section);
  console.log(`${name}: ${said}`);
  return section.replace(/^PSNR .*$/m, said);
}

/** Runs the commands of a section, writes the pictures before and after, and returns their PSNR. */
async function makePicture(name: string, section: string): Promise<string> {
  const photo = await GALLERY[name]!();
  const clean = await rgbPicture(photo.clean);
  // Where plugins find our packages.
  const scratch = join(root, "tooling/docs/.blocks");
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, "gallery-"));
  for (const [file, bytes] of Object.entries(photo.files)) await writeFile(join(folder, file), bytes);
  const blocks = codeBlocks(name, section);
  for (const { file, code } of blocks) if (file !== undefined) await writeFile(join(folder, file), code);
  const calls = blocks.flatMap(commandLines);
  for (const call of calls) {
    const context = {
      stdout: process.stdout,
      stderr: process.stderr,
      folder,
      signal: new AbortController().signal,
    };
    if ((await run(call, context)) !== 0) throw new Error(`gallery: genericdp ${call.join(" ")} failed`);
  }
  const [, input, output] = calls.at(-1)!;
  const [before, after] = [await shown(join(folder, input!)), await shown(join(folder, output!))];
  await rm(folder, { recursive: true });
  const { width, height } = clean;
  const isSmaller = before.width < width;
  const [left, compared] = isSmaller
    ? [await asBlocks(before, clean), bicubic(before, clean)]
    : [before, before];
  const raw = ({ data, ...size }: RgbPicture) => ({ input: data, raw: { ...size, channels: 3 as const } });
  await sharp({ create: { width: 2 * width + SEPARATOR, height, channels: 3, background: "#fff" } })
    .composite([
      { ...raw(left), left: 0, top: 0 },
      { ...raw(after), left: width + SEPARATOR, top: 0 },
    ])
    .webp({ quality: 82 })
    .toFile(join(root, `docs/images/gallery/${name}.webp`));
  const level = (picture: RgbPicture): string => psnr(clean.data, picture.data).toFixed(2);
  const how = isSmaller ? " (enlarged bicubically)" : "";
  return `PSNR ${level(compared)} dB before${how}, ${level(after)} dB after.`;
}

async function shown(path: string): Promise<RgbPicture> {
  const { data, width, height, channels } = await readImage(path);
  const clipped = Uint8ClampedArray.from(data);
  return rgbPicture(sharp(clipped, { raw: { width, height, channels } }));
}
