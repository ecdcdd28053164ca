import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeDisplayP3 } from "../display-p3.ts";
import { decodeRgba, encoder, meanDifference } from "../photos.ts";
import type { Tour } from "./site.ts";

/** Tests opening, saving and rejecting files. */
export function testFiles(tour: Tour): void {
  describe("files", { timeout: 300_000 }, () => {
    beforeAll(() => tour.here?.again());

    it.for([
      ["JPEG", "image/jpeg", "jpg"],
      ["WebP", "image/webp", "webp"],
    ] as const)("saves a %s as a %s", async ([, mimeType, ending]) => {
      const { site, here } = tour;
      const format = ending === "jpg" ? "jpeg" : "webp";
      const buffer = await encoder(site.photo).toFormat(format, { quality: 98 }).toBuffer();
      await here.open({ name: `boats.${ending}`, mimeType, buffer });
      await here.examined();
      await here.run();
      const { name, path } = await here.save();
      expect(name).toBe(`boats-denoise.${ending}`);
      const { format: written, width, height } = await sharp(path).metadata();
      expect({ written, width, height }).toEqual({ written: format, width: 36, height: 32 });
      await here.page.locator("#another").click();
    });

    it("shows and saves a photo taken sideways upright", async () => {
      const { site, here } = tour;
      // Stored rotated by 90°, with an EXIF orientation.
      const buffer = await encoder(site.photo)
        .rotate(270)
        .jpeg({ quality: 100 })
        .withMetadata({ orientation: 6 })
        .toBuffer();
      await here.open({ name: "sideways.jpg", mimeType: "image/jpeg", buffer });
      await expect.poll(() => here.page.locator("#photo-size").textContent()).toMatch(/^36 × 32/);
      await here.setNoise("0");
      await here.run();
      const { path } = await here.save();
      const { width, height, orientation = 1 } = await sharp(path).metadata();
      expect({ width, height, orientation }).toEqual({ width: 36, height: 32, orientation: 1 });
      const saved = await decodeRgba(path);
      // JPEG and slight smoothing; in the wrong orientation, the mean would be tens of levels.
      expect(meanDifference(saved.data, site.photo.data)).toBeLessThan(10);
      await here.page.locator("#another").click();
    });

    it.for(["jpeg", "png", "webp"] as const)("%s: keeps camera data, or leaves them out", async (format) => {
      const { site, here } = tour;
      const { page } = here;
      const exif = {
        IFD0: { Make: "Camera Works" },
        IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 3230/100" },
      };
      const buffer = await encoder(site.photo).withExif(exif).toFormat(format).toBuffer();
      await here.open({ name: `dated.${format}`, mimeType: `image/${format}`, buffer });
      await page.locator('body[data-phase="ready"]').waitFor();
      await here.setNoise("0");
      await here.run();
      const held = async (strip: string): Promise<boolean> => {
        await page.locator("#strip").selectOption(strip);
        const { exif: block } = await sharp((await here.save()).path).metadata();
        const text = block?.toString("latin1") ?? "";
        return text.includes("Camera Works");
      };
      expect(await held("none")).toBe(true);
      expect(await page.locator("#save-note").textContent()).toMatch(/, with the date, place and camera/);
      await here.shoot(`saved-${format}`);
      expect(await held("gps")).toBe(true);
      expect(await page.locator("#save-note").textContent()).toMatch(
        /camera of the original, without the place/,
      );
      expect(await held("all")).toBe(false);
      await page.locator("#strip").selectOption("none");
      await page.locator("#another").click();
    });

    it("says that of an animation only the first frame is opened", async () => {
      const { here } = tour;
      const raw = { width: 40, height: 120, channels: 3, pageHeight: 40 } as const;
      const data = Uint8Array.from({ length: 40 * 120 * 3 }, (_, i) => (i * 31) % 256);
      const buffer = await sharp(data, { raw }).gif().toBuffer();
      await here.open({ name: "moving.gif", mimeType: "image/gif", buffer });
      const size = here.page.locator("#photo-size");
      await expect.poll(() => size.textContent()).toBe("40 × 40 · the first of 3 frames");
      await here.page.locator("#another").click();
    });

    it.for(["png", "jpeg"] as const)("%s: keeps colours outside sRGB and their profile", async (format) => {
      const { site, here } = tour;
      // A red outside sRGB, on the left.
      const data = site.photo.data.map((level, i) =>
        (i >> 2) % 36 < 14 ? [200, 20, 20, 255][i % 4]! : level,
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
      expect(meanDifference(saved, data)).toBeLessThan(10);
      // Converted to sRGB, it would be 218, 0, 0.
      const [red, green, blue] = saved.subarray(4 * (16 * 36 + 6));
      for (const away of [red! - 200, green! - 20, blue! - 20]) expect(Math.abs(away)).toBeLessThan(8);
      await here.page.locator("#another").click();
    });

    it("keeps opacity", async () => {
      const { site, here } = tour;
      const data = site.photo.data.map((level, i) => (i % 4 === 3 ? ((i >> 2) % 36 < 18 ? 255 : 0) : level));
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
    ] as const)("%s: the page says what is wrong", async ([name, text, message]) => {
      const { here } = tour;
      await here.open({ name, mimeType: "", buffer: Buffer.from(text, "latin1") });
      await expect.poll(() => here.page.locator("#open-failure strong").textContent()).toMatch(message);
      await here.shoot(`failed-${name}`);
    });

    it("rejects a photo that is too large before decoding it", async () => {
      const { site, here } = tour;
      const buffer = Buffer.from(await encoder(site.photo).png().toBuffer());
      buffer.writeUInt32BE(20_000, 16);
      buffer.writeUInt32BE(20_000, 20);
      await here.open({ name: "huge.png", mimeType: "image/png", buffer });
      await expect
        .poll(() => here.page.locator("#open-failure strong").textContent())
        .toMatch(/400 megapixels/);
    });

    it("loads the sample only when it is opened", async () => {
      const { here } = tour;
      expect(here.requests.filter((url) => url.includes("sample"))).toEqual([]);
      await here.page.locator("#sample").click();
      await expect.poll(() => here.page.locator("#photo-name").textContent()).toBe("boats.jpg");
      await here.examined();
      await here.page.locator("#detail-after[data-size]").waitFor();
      await here.shoot("sample");
    });
  });
}
