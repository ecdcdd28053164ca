import type { Page } from "@genericdp/chromium";
import { readJpegTables } from "@genericdp/image";
import sharp from "sharp";
import { ON_DEMAND } from "../../build/offline.ts";
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/app/settings.ts";
import { knownPixels } from "../../src/view/stroke.ts";
import { fitted } from "../../src/view/transform.ts";
import { decodeRgba, encoder, meanDifference } from "../photos.ts";
import { expectSame } from "./site.ts";
import type { Tour } from "./site.ts";

/** Records what the page says about the detail from now on. */
async function detailTells(page: Page): Promise<() => Promise<readonly string[]>> {
  const said = await page.evaluateHandle(() => {
    const heard: string[] = [];
    const state = document.querySelector("#detail-state")!;
    new MutationObserver(() => heard.push(state.textContent)).observe(state, { childList: true });
    return heard;
  });
  return () => said.jsonValue();
}

/** Takes one photo through every task on a first visit. Each test continues where the last one ended. */
export function testPhoto(tour: Tour): void {
  describe("a photo in Chromium comes out as in Node", { timeout: 300_000 }, () => {
    it("denoised", async () => {
      const { site, here } = tour;
      const { page } = here;
      await here.shoot("empty");
      await here.open(site.png);
      await here.examined();
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

    it("denoised more strongly, when asked to", async () => {
      const { site, here } = tour;
      const { page } = here;
      await page.locator('.amounts label:has-text("Strong")').click();
      await expect.poll(() => page.locator("#run").textContent()).toBe("Denoise again");
      await here.run();
      expectSame(await decodeRgba((await here.save()).path), await site.inNode({ amount: "strong" }));
      await page.locator('.amounts label:has-text("Auto")').click();
    });

    it("upscaled", async () => {
      const { site, here } = tour;
      const { page } = here;
      await page.locator('.tasks label:has-text("Enlarge")').click();
      expect(await page.locator("#scale-size").textContent()).toBe("72 × 64");
      await here.run();
      await here.shoot("upscaled");
      const { name, path } = await here.save();
      expect(name).toBe("boats-upscale.png");
      expectSame(await decodeRgba(path), await site.inNode({ task: "upscale", scale: 2 }));
    });

    it("deblurred, with a blur from a file", async () => {
      const { site, here } = tour;
      const { page } = here;
      await page.locator('.tasks label:has-text("Sharpen")').click();
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

    it("repaired where it was painted", async () => {
      const { site, here } = tour;
      const { page } = here;
      await page.locator('.tasks label:has-text("Repair")').click();
      expect(await page.locator("#run").isDisabled()).toBe(true);
      expect(await page.locator("#before-run").textContent()).toBe("Paint over what you want to fill in.");
      await page.locator("#brush-size").fill("3");
      const box = (await page.locator("#view").boundingBox())!;
      const { scale, x: left, y: top } = fitted(box, site.photo);
      const points = [
        { x: 12.5, y: 8 },
        { x: 19, y: 17.25 },
        { x: 28, y: 23 },
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
      expectSame(
        await decodeRgba((await here.save()).path),
        await site.inNode({ task: "inpaint" }, { known }),
      );
    });

    it("freed of specks", async () => {
      const { site, here } = tour;
      const data = site.photo.data.map((level, i) =>
        Math.floor(i / 4) % 61 === 30 && i % 4 < 3 ? 255 : level,
      );
      const image = { ...site.photo, data };
      const png = await encoder(image).png().toBuffer();
      await here.open({ name: "dusty.png", mimeType: "image/png", buffer: png });
      await here.examined();
      const said = await detailTells(here.page);
      await here.page.locator('.tasks label:has-text("Specks")').click();
      const last = async (): Promise<readonly string[]> => (await said()).slice(-3);
      await expect.poll(last).toEqual(["updating …", "draft, refining …", ""]);
      await here.run();
      await here.shoot("despeckled");
      const [content, room] = await here.page
        .locator(".tasks")
        .evaluate(({ scrollWidth, parentElement }) => [scrollWidth, parentElement!.clientWidth]);
      expect(content).toBeLessThanOrEqual(room!);
      const mended = await site.inNode({ task: "despeckle" }, { image });
      expect(mended.data).not.toEqual(data);
      expectSame(await decodeRgba((await here.save()).path), mended);
    });

    it("freed of JPEG artefacts, with the chosen quality or that of the file", async () => {
      const { site, here } = tour;
      const { page } = here;
      const jpeg = await encoder(site.photo).jpeg({ quality: 20 }).toBuffer();
      const image = await decodeRgba(jpeg);
      const png = await encoder(image).png().toBuffer();
      await here.open({ name: "blocks.png", mimeType: "image/png", buffer: png });
      await page.locator("#photo-name", { hasText: "blocks.png" }).waitFor();
      await page.locator('.tasks label:has-text("JPEG")').click();
      await page.locator("#jpeg-quality").fill("20");
      await here.run();
      await here.shoot("deblocked");
      const chosen = await site.inNode({ task: "deblock", jpegQuality: 20 }, { image });
      expectSame(await decodeRgba((await here.save()).path), chosen);

      await here.open({ name: "blocks.jpg", mimeType: "image/jpeg", buffer: jpeg });
      await page.locator("#photo-name", { hasText: "blocks.jpg" }).waitFor();
      await expect.poll(() => page.locator("#jpeg-hint").textContent()).toMatch(/a quality of about 20\.$/);
      expect(await page.locator("#jpeg-quality").isVisible()).toBe(false);
      // Another photo resets the task: wait for the examination, which selects one.
      await here.examined();
      await here.run();
      const told = await site.inNode({ task: "deblock" }, { image, jpeg: readJpegTables(jpeg) });
      const { path } = await here.save();
      // It was saved as a JPEG again; the input differs four times as much from Node's result.
      const [apart, before] = [await decodeRgba(path), image].map(({ data }) =>
        meanDifference(data, told.data),
      );
      expect(apart).toBeLessThan(before! / 4);
    });

    it("without a request to other hosts, a policy violation or console output", () => {
      const { site, here } = tour;
      const foreign = here.requests.filter(
        (url) => !url.startsWith(site.served.url) && !url.startsWith("blob:"),
      );
      expect(foreign).toEqual([]);
      expect(here.complaints).toEqual([]);
    });

    it("with at most 450 kB (gzip) to load, model included", () => {
      const { site, here } = tour;
      const loaded = [...new Set(here.requests.filter((url) => url.startsWith(site.served.url)))];
      const isForAll = (name: string): boolean => !ON_DEMAND.test(name);
      const weight = (names: readonly string[]): number =>
        names.reduce((sum, name) => sum + (site.app.sizes.get(name)?.gzip ?? 0), 0);
      const names = [...new Set(loaded.map((url) => url.slice(site.served.url.length) || "index.html"))];
      const [first, all] = [names, [...site.app.sizes.keys()]].map((each) => weight(each.filter(isForAll)));
      const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
      console.log(`first load ${kilobytes(first!)} gzip, all that is kept offline ${kilobytes(all!)}`);
      expect(first).toBeGreaterThan(200_000);
      expect(all).toBeLessThanOrEqual(450_000);
    });
  });
}
