import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeRgba, encoder } from "../photos.ts";
import { expectSame } from "./site.ts";
import type { Tour } from "./site.ts";

/** A photo large enough to be worked on for a while. */
export function testWork(tour: Tour): void {
  describe("work under way", { timeout: 300_000 }, () => {
    it("leaves the page free, with a 6-megapixel photo, and can be cancelled", async () => {
      const { site, here } = tour;
      const { page } = here;
      await here.again();
      // By its path: passing the bytes along would keep the page's thread busy.
      const large = join(site.app.folder, "large.jpg");
      await encoder(site.photo).resize(3000, 2000, { fit: "fill" }).jpeg().toFile(large);
      await page.locator("#file").setInputFiles(large);
      await page.locator('body[data-phase="ready"]').waitFor();
      // Enlarged so much it looks blurred.
      await page.locator('.tasks label:has-text("Denoise")').click();
      await here.examined();
      await page.locator("#run").click();
      await page.locator("#progress-text", { hasText: "left" }).waitFor();
      await here.shoot("working");
      // The detail follows a slider meanwhile.
      await page.locator("#detail-after[data-size]").waitFor();
      await here.setNoise("600");
      await expect.poll(() => page.locator("#detail-state").textContent()).toBe("");
      expect(await page.locator("body").getAttribute("data-phase")).toBe("working");
      await page.locator("#cancel").click();
      expect(await page.locator("body").getAttribute("data-phase")).toBe("ready");
      const tasks = await here.longTasks();
      console.log(
        `6 MP: longest main-thread task ${Math.max(0, ...tasks).toFixed(0)} ms, ${tasks.length} over 50 ms`,
      );
      // And the next photo is done.
      await page.locator("#another").click();
      await here.open(site.png);
      await here.examined();
      await here.run();
      expectSame(await decodeRgba((await here.save()).path), await site.inNode({}));
      expect(here.complaints).toEqual([]);
    });
  });
}
