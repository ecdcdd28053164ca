import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHROMIUM, NO_CHROMIUM } from "@genericdp/chromium";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/app/settings.ts";
import { knownPixels } from "../../src/view/stroke.ts";
import { fitted } from "../../src/view/transform.ts";
import { encodeDisplayP3 } from "../display-p3.ts";
import { decodeRgba, encoder } from "../photos.ts";
import { expectSame, openSite } from "./site.ts";
import type { Site } from "./site.ts";
import { visit } from "./visit.ts";
import type { Visit } from "./visit.ts";

let site: Site;
beforeAll(async () => {
  if (CHROMIUM !== undefined) site = await openSite();
});
afterAll(() => site?.close());

describe("a photo in Chromium comes out as in Node", { timeout: 300_000 }, () => {
  let here: Visit;
  beforeAll(async () => {
    if (CHROMIUM === undefined) return;
    here = await visit(site.browser, site.served.url);
    await here.shoot("empty");
    await here.open(site.png);
    await here.page.locator("#noise-hint", { hasText: "Estimated" }).waitFor();
  });
  afterAll(() => here?.leave());

  it("denoised", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const { page } = here;
    await page.locator("#detail-after[data-size]").waitFor();
    await here.shoot("ready");
    await here.run();
    await here.shoot("denoised");
    const { name, path } = await here.save();
    expect(name).toBe("boats-denoise.png");
    expectSame(await decodeRgba(path), await site.inNode({}));
    expect(await page.locator("#outcome").textContent()).toMatch(/^Done in .* s$/);
    expect(await page.locator("#backend").textContent()).toMatch(/^Runs on WebAssembly/);
  });

  it("denoised more strongly, when asked to", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const { page } = here;
    await page.locator('.amounts label:has-text("Strong")').click();
    await expect.poll(() => page.locator("#run").textContent()).toBe("Denoise again");
    await here.run();
    expectSame(await decodeRgba((await here.save()).path), await site.inNode({ amount: "strong" }));
    await page.locator('.amounts label:has-text("Auto")').click();
  });

  it("upscaled", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const { page } = here;
    await page.locator('.tasks label:has-text("Upscale")').click();
    expect(await page.locator("#scale-size").textContent()).toBe("112 × 96");
    await here.run();
    await here.shoot("upscaled");
    const { name, path } = await here.save();
    expect(name).toBe("boats-upscale.png");
    expectSame(await decodeRgba(path), await site.inNode({ task: "upscale", scale: 2 }));
  });

  it("deblurred, with a blur from a file", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const { page } = here;
    await page.locator('.tasks label:has-text("Deblur")').click();
    await page.locator("#kernel-kind").selectOption("motion");
    await page.locator("#motion-length").fill("5");
    const levels = [0, 51, 0, 102, 255, 102, 0, 51, 0];
    const gray = sharp(Uint8Array.from(levels), { raw: { width: 3, height: 3, channels: 1 } });
    await page.locator("#kernel-kind").selectOption("drawn");
    await page
      .locator("#kernel-file")
      .setInputFiles({ name: "kernel.png", mimeType: "image/png", buffer: await gray.png().toBuffer() });
    await here.run();
    await here.shoot("deblurred");
    const kernel = { ...DEFAULT_SETTINGS.kernel, kind: "drawn", drawn: levels } as const;
    expectSame(await decodeRgba((await here.save()).path), await site.inNode({ task: "deblur", kernel }));
  });

  it("repaired where it was painted", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const { page } = here;
    await page.locator('.tasks label:has-text("Repair")').click();
    expect(await page.locator("#run").isDisabled()).toBe(true);
    expect(await page.locator("#before-run").textContent()).toBe("Paint over what you want to fill in.");
    await page.locator("#brush-size").fill("3");
    const box = (await page.locator("#view").boundingBox())!;
    const { scale, x: left, y: top } = fitted(box, site.photo);
    const points = [
      { x: 20.5, y: 12 },
      { x: 30, y: 26.25 },
      { x: 44, y: 34 },
    ];
    const places = points.map(({ x, y }) => ({ x: left + x * scale, y: top + y * scale }));
    await page.mouse.move(box.x + places[0]!.x, box.y + places[0]!.y);
    await page.mouse.down();
    for (const { x, y } of places.slice(1)) await page.mouse.move(box.x + x, box.y + y);
    await page.mouse.up();
    await here.shoot("painted");
    await here.run();
    await here.shoot("repaired");
    const known = knownPixels([{ points, radius: 3, erase: false }], site.photo);
    expectSame(await decodeRgba((await here.save()).path), await site.inNode({ task: "inpaint" }, known));
  });

  it("without a request to anybody else, a broken rule or a word on the console", (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const foreign = here.requests.filter(
      (url) => !url.startsWith(site.served.url) && !url.startsWith("blob:"),
    );
    expect(foreign).toEqual([]);
    expect(here.complaints).toEqual([]);
  });
});

describe("files", { timeout: 120_000 }, () => {
  let here: Visit;
  beforeAll(async () => {
    if (CHROMIUM === undefined) return;
    here = await visit(site.browser, site.served.url);
  });
  afterAll(() => here?.leave());

  it.for([
    ["JPEG", "image/jpeg", "jpg"],
    ["WebP", "image/webp", "webp"],
  ] as const)("%s comes out as it came in", async ([, mimeType, ending], test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const format = ending === "jpg" ? "jpeg" : "webp";
    const buffer = await encoder(site.photo).toFormat(format, { quality: 98 }).toBuffer();
    await here.open({ name: `boats.${ending}`, mimeType, buffer });
    await here.page.locator("#noise-hint", { hasText: "Estimated" }).waitFor();
    await here.run();
    const { name, path } = await here.save();
    expect(name).toBe(`boats-denoise.${ending}`);
    const { format: written, width, height } = await sharp(path).metadata();
    expect({ written, width, height }).toEqual({ written: format, width: 56, height: 48 });
    await here.page.locator("#another").click();
  });

  it("a photo taken sideways is upright, and saved upright", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    // Stored turned by a quarter, with the note how to hold it.
    const buffer = await encoder(site.photo)
      .rotate(270)
      .jpeg({ quality: 100 })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    await here.open({ name: "sideways.jpg", mimeType: "image/jpeg", buffer });
    await expect.poll(() => here.page.locator("#photo-size").textContent()).toMatch(/^56 × 48/);
    await here.setNoise("0");
    await here.run();
    const { path } = await here.save();
    const { width, height, orientation = 1 } = await sharp(path).metadata();
    expect({ width, height, orientation }).toEqual({ width: 56, height: 48, orientation: 1 });
    const saved = await decodeRgba(path);
    // JPEG, and a little smoothing; the other way round it would be tens of levels on average.
    const apart = saved.data.reduce((sum, level, i) => sum + Math.abs(level - site.photo.data[i]!), 0);
    expect(apart / saved.data.length).toBeLessThan(10);
    await here.page.locator("#another").click();
  });

  it.for(["png", "jpeg"] as const)(
    "%s: colours beyond sRGB stay, with their profile",
    async (format, test) => {
      test.skip(CHROMIUM === undefined, NO_CHROMIUM);
      // Red that sRGB does not have, on the left.
      const data = site.photo.data.map((level, i) =>
        (i >> 2) % 56 < 20 ? [200, 20, 20, 255][i % 4]! : level,
      );
      const buffer = await encodeDisplayP3({ ...site.photo, data }, format);
      await here.open({ name: `wide.${format}`, mimeType: `image/${format}`, buffer });
      await here.page.locator('body[data-phase="ready"]').waitFor();
      await here.setNoise("0");
      await here.run();
      const { path } = await here.save();
      const { icc = Buffer.alloc(0) } = await sharp(path).metadata();
      expect(icc.length).toBeGreaterThan(0);
      const saved = await sharp(path, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
      const apart = saved.reduce((sum, level, i) => sum + Math.abs(level - data[i]!), 0);
      expect(apart / saved.length).toBeLessThan(10);
      // In sRGB it would be 218, 0, 0.
      const [red, green, blue] = saved.subarray(4 * (24 * 56 + 8));
      for (const away of [red! - 200, green! - 20, blue! - 20]) expect(Math.abs(away)).toBeLessThan(8);
      await here.page.locator("#another").click();
    },
  );

  it("opacity is kept", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const data = site.photo.data.map((level, i) => (i % 4 === 3 ? ((i >> 2) % 56 < 28 ? 255 : 0) : level));
    const buffer = await encoder({ ...site.photo, data })
      .png()
      .toBuffer();
    await here.open({ name: "cut out.png", mimeType: "image/png", buffer });
    await here.page.locator('body[data-phase="ready"]').waitFor();
    await here.run();
    const saved = await decodeRgba((await here.save()).path);
    expect(saved.data.filter((_, i) => i % 4 === 3)).toEqual(data.filter((_, i) => i % 4 === 3));
    await here.page.locator("#another").click();
  });

  it.for([
    ["holiday.heic", "\0\0\0\u0018ftypheic\0\0\0\0mif1heic", /cannot open HEIC/],
    ["notes.txt", "Dear diary, this is no picture at all.", /“notes.txt” is not an image/],
    ["nothing.jpg", "", /“nothing.jpg” is empty/],
    ["raw.nef", "MM\0*\0\0\0\u0008", /TIFF and camera raw/],
    ["form.pdf", "%PDF-1.7", /is a PDF/],
    ["damaged.jpg", "\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF", /“damaged.jpg” could not be read/],
  ] as const)("%s: the page says what is wrong", async ([name, text, message], test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    await here.open({ name, mimeType: "", buffer: Buffer.from(text, "latin1") });
    await expect.poll(() => here.page.locator("#open-failure strong").textContent()).toMatch(message);
    await here.shoot(`failed-${name}`);
  });

  it("a photo that is too large is refused before it is decoded", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const buffer = Buffer.from(await encoder(site.photo).png().toBuffer());
    buffer.writeUInt32BE(20_000, 16);
    buffer.writeUInt32BE(20_000, 20);
    await here.open({ name: "huge.png", mimeType: "image/png", buffer });
    await expect
      .poll(() => here.page.locator("#open-failure strong").textContent())
      .toMatch(/400 megapixels/);
  });

  it("the sample opens when asked for, not before", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    expect(here.requests.filter((url) => url.includes("sample"))).toEqual([]);
    await here.page.locator("#sample").click();
    await expect.poll(() => here.page.locator("#photo-name").textContent()).toBe("boats.jpg");
    await here.page.locator("#noise-hint", { hasText: "Estimated" }).waitFor();
    await here.page.locator("#detail-after[data-size]").waitFor();
    await here.shoot("sample");
  });
});

describe("work under way", { timeout: 300_000 }, () => {
  it("leaves the page free, with a 12-megapixel photo, and can be cancelled", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const here = await visit(site.browser, site.served.url);
    const { page } = here;
    // By its path: passing the bytes along would keep the page's thread busy.
    const large = join(site.app.folder, "large.jpg");
    await encoder(site.photo).resize(4000, 3000, { fit: "fill" }).jpeg().toFile(large);
    await page.locator("#file").setInputFiles(large);
    await page.locator('body[data-phase="ready"]').waitFor({ timeout: 60_000 });
    await page.locator("#noise-hint", { hasText: "Estimated" }).waitFor({ timeout: 120_000 });
    await page.locator("#run").click();
    await page.locator("#progress-text", { hasText: "left" }).waitFor({ timeout: 240_000 });
    await here.shoot("working");
    // The detail follows a slider meanwhile.
    await page.locator("#detail-after[data-size]").waitFor({ timeout: 60_000 });
    await here.setNoise("600");
    await expect.poll(() => page.locator("#detail-state").textContent(), { timeout: 60_000 }).toBe("");
    expect(await page.locator("body").getAttribute("data-phase")).toBe("working");
    await page.locator("#cancel").click();
    expect(await page.locator("body").getAttribute("data-phase")).toBe("ready");
    const tasks = await here.longTasks();
    console.log(
      `12 MP: longest main-thread task ${Math.max(0, ...tasks).toFixed(0)} ms, ${tasks.length} over 50 ms`,
    );
    // And the next photo is done.
    await page.locator("#another").click();
    await here.open(site.png);
    await page.locator("#noise-hint", { hasText: "Estimated" }).waitFor();
    await here.run();
    expectSame(await decodeRgba((await here.save()).path), await site.inNode({}));
    expect(here.complaints).toEqual([]);
    await here.leave();
  });
});

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
}

describe("for everybody", { timeout: 120_000 }, () => {
  const axe = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));

  it.for(["light", "dark"] as const)("axe finds nothing to object to, %s", async (colorScheme, test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const script = await readFile(axe, "utf8");
    const here = await visit(site.browser, site.served.url, { colorScheme, script });
    const { page } = here;
    const check = async (state: string): Promise<void> => {
      const violations = await page.evaluate(async () => {
        const { axe: tool } = globalThis as typeof globalThis & { axe: Axe };
        const { violations: found } = await tool.run();
        return found.map(({ id, nodes }) => [
          id,
          ...nodes.map((each) => `${each.html}: ${each.failureSummary}`),
        ]);
      });
      expect({ state, violations }).toEqual({ state, violations: [] });
    };
    await check("empty");
    // Dark, only the colours differ.
    const isLight = colorScheme === "light";
    await here.open({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no image") });
    await page.locator("#open-failure strong").waitFor();
    await check("failed");
    await here.open(site.png);
    await page.locator("#detail-after[data-size]").waitFor();
    for (const task of isLight ? ["Deblur", "Upscale", "Repair", "Denoise"] : ["Denoise"]) {
      await page.locator(`.tasks label:has-text("${task}")`).click();
      await check(task);
    }
    await here.run();
    await check("done");
    await here.shoot(`done-${colorScheme}`);
    await page.goto(`${site.served.url}how.html`);
    await page.locator('body[data-ready="true"]').waitFor({ timeout: 60_000 });
    await check("how it works");
    await here.leave();
  });

  it("everything can be done with the keyboard", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const here = await visit(site.browser, site.served.url);
    const { page } = here;
    await here.open(site.png);
    await page.locator("#noise-hint", { hasText: "Estimated" }).waitFor();
    await page.locator("#run").focus();
    await page.keyboard.press("Enter");
    await page.locator('body[data-phase="done"]').waitFor({ timeout: 60_000 });
    // The button that went away hands its focus on.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("save");
    await page.locator("#divider").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("#divider").getAttribute("aria-valuenow")).toBe("52");
    await page.locator("#view").focus();
    const before = await page.locator("#zoom").textContent();
    await page.keyboard.press("+");
    expect(await page.locator("#zoom").textContent()).not.toBe(before);
    await page.keyboard.press("1");
    expect(await page.locator("#zoom").textContent()).toBe("100 %");
    await page.locator('input[value="inpaint"]').focus();
    await page.keyboard.press("Space");
    await page.locator("#view").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await expect.poll(() => page.locator("#run").isEnabled()).toBe(true);
    await here.leave();
  });

  it("fits a phone", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const here = await visit(site.browser, site.served.url, {
      viewport: { width: 360, height: 740 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
    });
    await here.shoot("phone-empty");
    await here.open(site.png);
    await here.page.locator("#detail-after[data-size]").waitFor();
    for (const task of ["Deblur", "Upscale", "Repair", "Denoise"]) {
      await here.page.locator(`.tasks label:has-text("${task}")`).click();
      const [content, room] = await here.page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(content).toBeLessThanOrEqual(room!);
      await here.shoot(`phone-${task.toLowerCase()}`);
    }
    await here.leave();
  });
});

describe("as static files", { timeout: 120_000 }, () => {
  it("takes at most 450 kB (gzip) to load, model included", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const here = await visit(site.browser, site.served.url);
    await here.open(site.png);
    await here.page.locator("#noise-hint", { hasText: "Estimated" }).waitFor();
    await here.run();
    const loaded = [...new Set(here.requests.filter((url) => url.startsWith(site.served.url)))];
    const kept = [...site.app.sizes].filter(([name]) => !/\/(sample|webgpu)-[^/]*$/.test(name));
    const weight = (names: readonly string[]): number =>
      names.reduce((sum, name) => sum + (site.app.sizes.get(name)?.gzip ?? 0), 0);
    const names = [...new Set(loaded.map((url) => url.slice(site.served.url.length) || "index.html"))];
    const [first, all] = [weight(names), weight(kept.map(([name]) => name))];
    const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
    console.log(`first load ${kilobytes(first)} gzip, all that is kept offline ${kilobytes(all)}`);
    expect(first).toBeGreaterThan(200_000);
    expect(all).toBeLessThanOrEqual(450_000);
    await here.leave();
  });

  it("works without a connection after the first load", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const own = await site.app.serve();
    const here = await visit(site.browser, own.url);
    await here.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await own.close();
    await here.page.reload();
    await here.open(site.png);
    await here.page.locator("#noise-hint", { hasText: "Estimated" }).waitFor();
    await here.run();
    expectSame(await decodeRgba((await here.save()).path), await site.inNode({}));
    await here.page.goto(`${own.url}how.html`);
    await here.page.locator('body[data-ready="true"]').waitFor({ timeout: 60_000 });
    await here.leave();
  });

  it("works on a host that sends no headers, isolated from the second visit on", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const plain = await site.app.serve({});
    const here = await visit(site.browser, plain.url);
    expect(await here.page.evaluate(() => crossOriginIsolated)).toBe(false);
    await here.open(site.png);
    await here.page.locator("#noise-hint", { hasText: "Estimated" }).waitFor();
    await here.run();
    expectSame(await decodeRgba((await here.save()).path), await site.inNode({}));
    expect(await here.page.locator("#backend").textContent()).toBe("Runs on WebAssembly, on this device.");
    await here.page.reload();
    expect(await here.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await here.open(site.png);
    await here.run();
    expectSame(await decodeRgba((await here.save()).path), await site.inNode({}));
    await here.leave();
    await plain.close();
  });
});
