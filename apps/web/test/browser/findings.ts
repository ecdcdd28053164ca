import { beforeAll, describe, expect, it } from "vitest";
import { encoder, noisyPhoto } from "../photos.ts";
import type { Tour } from "./site.ts";

/** Just large enough for a blur to be found. */
const [WIDTH, HEIGHT] = [192, 160];
/** A horizontal blur of nine pixels. */
const MOTION = {
  width: 9,
  height: 9,
  kernel: Array.from({ length: 81 }, (_, i) => (Math.floor(i / 9) === 4 ? 1 : 0)),
};

/** Tests the examination of a photo and the task that it suggests. */
export function testFindings(tour: Tour): void {
  describe("the examination of a photo", { timeout: 300_000 }, () => {
    beforeAll(() => tour.here?.again());

    it.for([
      ["clean", /^Looks clean/, "denoise"],
      ["noisy", /^Looks very noisy; Denoise is selected\.$/, "denoise"],
      ["moved", /^Looks like a motion blur of about 9 pixels; Sharpen is selected\.$/, "deblur"],
      ["saved", /^Looks like a JPEG of low quality, about 20 of 100; JPEG is selected\.$/, "deblock"],
    ] as const)("%s: it says so, and selects what helps", async ([name, said, task]) => {
      const { here } = tour;
      const { page } = here;
      const photo = encoder(await noisyPhoto(WIDTH, HEIGHT, name === "noisy" ? 20 : 0)).removeAlpha();
      const changed = name === "moved" ? photo.convolve(MOTION) : photo;
      const buffer = await (name === "saved" ? changed.jpeg({ quality: 20 }) : changed.png()).toBuffer();
      await here.open({ name: `${name}.png`, mimeType: "", buffer });
      await here.examined();
      expect(await page.locator("#finding").textContent()).toMatch(said);
      expect(await page.locator('input[name="task"]:checked').getAttribute("value")).toBe(task);
      expect(await page.locator("body").getAttribute("data-task")).toBe(task);
      if (name === "moved") {
        expect(await page.locator("#kernel-kind").inputValue()).toBe("motion");
        expect(await page.locator("output[for=motion-length]").textContent()).toMatch(/^9(\.\d+)? px$/);
      }
      await here.shoot(`found-${name}`);
    });

    it("keeps earlier choices until the next photo", async () => {
      const { here } = tour;
      const { page } = here;
      const moved = await encoder(await noisyPhoto(WIDTH, HEIGHT, 0))
        .removeAlpha()
        .convolve(MOTION)
        .png()
        .toBuffer();
      const file = { name: "moved.png", mimeType: "image/png", buffer: moved };
      await here.open(file);
      await page.locator('body[data-phase="ready"]').waitFor();
      await page.locator('.tasks label:has-text("Enlarge")').click();
      await here.examined();
      const finding = page.locator("#finding");
      expect(await finding.textContent()).toMatch(/motion blur of about 9 pixels; Sharpen would help\.$/);
      expect(await page.locator("body").getAttribute("data-task")).toBe("upscale");
      await page.locator('.tasks label:has-text("Sharpen")').click();
      expect(await page.locator("#kernel-kind").inputValue()).toBe("motion");
      await page.locator("#kernel-kind").selectOption("disk");
      await page.locator('.tasks label:has-text("Denoise")').click();
      expect(await page.locator("#kernel-kind").inputValue()).toBe("disk");
      await here.open(file);
      await here.examined();
      expect(await page.locator("body").getAttribute("data-task")).toBe("deblur");
      expect(await page.locator("#kernel-kind").inputValue()).toBe("motion");
    });
  });
}
