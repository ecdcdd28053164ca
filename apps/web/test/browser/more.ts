import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeRgba, encoder, meanDifference } from "../photos.ts";
import { expectSame } from "./site.ts";
import type { Tour } from "./site.ts";

/** Tests the first page, batches, keys, and photos from other apps. */
export function testMore(tour: Tour): void {
  describe("beyond a single photo", { timeout: 300_000 }, () => {
    it("the first page computes its example in the browser", async () => {
      const { here } = tour;
      const { page } = here;
      await here.again();
      await page.locator("#demo[data-ready]").waitFor();
      const spread = (id: string): Promise<number> =>
        page.evaluate((canvas) => {
          const { width, height } = document.getElementById(canvas) as HTMLCanvasElement;
          const context = (document.getElementById(canvas) as HTMLCanvasElement).getContext("2d")!;
          const { data } = context.getImageData(0, 0, width, height);
          let sum = 0;
          for (let i = 4; i < data.length; i += 4) sum += Math.abs(data[i]! - data[i - 4]!);
          return sum / (data.length / 4);
        }, id);
      // Noise makes neighbouring pixels differ.
      expect(await spread("demo-before")).toBeGreaterThan(2 * (await spread("demo-after")));
      await page.locator("#demo-divider").focus();
      await page.keyboard.press("End");
      expect(await page.locator("#demo-divider").inputValue()).toBe("100");
      await here.shoot("first-page");
    });

    it("each of several photos gets the task that suits it, and all are saved in one zip file", async () => {
      const { site, here } = tour;
      const { page } = here;
      await here.again();
      const exif = {
        IFD0: { Make: "Camera Works" },
        IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 3230/100" },
      };
      const clean = await encoder({
        ...site.photo,
        data: site.photo.data.map((_, i) => (i % 4 === 3 ? 255 : 90)),
      })
        .withExif(exif)
        .png()
        .toBuffer();
      const noisy = await encoder(site.photo).withExif(exif).png().toBuffer();
      const broken = Buffer.from("no image");
      await page.locator("#file").setInputFiles([
        { ...site.png, buffer: noisy },
        { name: "clean.png", mimeType: "image/png", buffer: clean },
        { name: "broken.png", mimeType: "image/png", buffer: broken },
        { ...site.png, buffer: Buffer.from(site.png.buffer) },
      ]);
      await page.locator("#batch-run", { hasText: "Restore 4 photos" }).click();
      const said = page.locator("#batch-said", { hasText: "3 of 4 photos are done" });
      await said.waitFor();
      const rows = await page.locator("#batch-list li").allTextContents();
      expect(rows).toEqual([
        expect.stringMatching(/^boats\.pngDenoise, .* s$/),
        "clean.pnglooks clean, kept as it is",
        "broken.png“broken.png” is not an image",
        expect.stringMatching(/^boats\.pngDenoise, .* s$/),
      ]);
      await here.shoot("batch");
      const note = page.locator("#batch-note");
      const saved = async (strip: string): Promise<Record<string, Uint8Array>> => {
        await page.locator("#batch-strip").selectOption(strip);
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.locator("#batch-save").click(),
        ]);
        const zip = unzipSync(new Uint8Array(await readFile(await download.path())));
        expect(Object.keys(zip)).toEqual(["boats-denoise.png", "clean.png", "boats-denoise-2.png"]);
        expectSame(await decodeRgba(zip["boats-denoise.png"]!), await site.inNode({}));
        expect(
          meanDifference((await decodeRgba(zip["clean.png"]!)).data, (await decodeRgba(clean)).data),
        ).toBe(0);
        return zip;
      };
      const exifOf = async (file: Uint8Array | undefined): Promise<string> =>
        (await sharp(file).metadata()).exif?.toString("latin1") ?? "";
      const all = await saved("none");
      expect(await note.textContent()).toBe("Saved with the date, place and camera of the originals.");
      expect(all["clean.png"]).toEqual(new Uint8Array(clean));
      // The directory of the place has the tag 0x8825.
      const names = ["boats-denoise.png", "clean.png"];
      for (const name of names) expect(await exifOf(all[name])).toMatch(/\u0025\u0088|\u0088\u0025/);
      const placeless = await saved("gps");
      expect(await note.textContent()).toBe(
        "Saved with the date and camera of the originals, without the place. " +
          "Photos that look clean are saved again without them.",
      );
      for (const name of names) {
        expect(await exifOf(placeless[name])).toContain("Camera Works");
        expect(await exifOf(placeless[name])).not.toMatch(/\u0025\u0088|\u0088\u0025/);
      }
      for (const file of Object.values(await saved("all"))) expect(await exifOf(file)).toBe("");
      await here.shoot("batch-saved");
      await page.locator("#batch-strip").selectOption("none");
      await page.locator("#batch-close").click();
      expect(await page.locator("body").getAttribute("data-phase")).toBe("empty");
    });

    it("keys undo, redo and run, and a dialog lists them", async () => {
      const { site, here } = tour;
      const { page } = here;
      await here.open(site.png);
      await here.examined();
      await page.keyboard.press("?");
      expect(await page.locator("#keys").isVisible()).toBe(true);
      await here.shoot("keys");
      await page.keyboard.press("Escape");
      await page.locator('.tasks label:has-text("Enlarge")').click();
      const task = (): Promise<string | null> => page.locator("body").getAttribute("data-task");
      expect(await task()).toBe("upscale");
      await page.keyboard.press("Control+z");
      expect(await task()).toBe("denoise");
      await page.keyboard.press("Control+Shift+z");
      expect(await task()).toBe("upscale");
      await page.keyboard.press("Control+z");
      await page.keyboard.press("Control+Enter");
      await page.locator('body[data-phase="done"]').waitFor();
      const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
      expect(download.suggestedFilename()).toBe("boats-denoise.png");
    });

    it("opens a photo that another app shares", async () => {
      const { site, here } = tour;
      const { page } = here;
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      // The browser would send the share itself. A service worker answers only pages that it controls, so
      // reload first.
      await here.again();
      await page.evaluate(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const form = new FormData();
        form.append("photos", new File([bytes], "von außen.png", { type: "image/png" }));
        await fetch("./share", { method: "POST", body: form });
      }, Buffer.from(site.png.buffer).toString("base64"));
      await page.goto(`${site.served.url}?shared`);
      await expect.poll(() => page.locator("#photo-name").textContent()).toBe("von außen.png");
      expect(page.url()).toBe(site.served.url);
      expect(
        await page.evaluate(async () => (await (await caches.open("shared-photos")).keys()).length),
      ).toBe(0);
    });
  });
}
