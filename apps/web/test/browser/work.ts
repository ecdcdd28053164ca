import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeRgba, encoder } from "../photos.ts";
import { expectSame } from "./site.ts";
import type { Tour } from "./site.ts";

/** Tests a photo that is large enough to be processed for a while. */
export function testWork(tour: Tour): void {
  describe("while a photo is processed", { timeout: 300_000 }, () => {
    it("the page stays responsive with 3 megapixels, and the work can be cancelled", async () => {
      const { site, here } = tour;
      const { page } = here;
      await here.again();
      // By path: transferring the bytes would block the page's main thread.
      const large = join(site.app.folder, "large.jpg");
      await encoder(site.photo).resize(2000, 1500, { fit: "fill" }).jpeg().toFile(large);
      await page.locator("#file").setInputFiles(large);
      await page.locator('body[data-phase="ready"]').waitFor();
      // It was enlarged so much that it looks blurred.
      await page.locator('.tasks label:has-text("Denoise")').click();
      await here.examined();
      await page.locator("#run").click();
      await page.locator("#progress-text", { hasText: "left" }).waitFor();
      await here.shoot("working");
      // Meanwhile the detail follows a slider.
      await page.locator("#detail-after[data-size]").waitFor();
      await here.setNoise("600");
      await expect.poll(() => page.locator("#detail-state").textContent()).toBe("");
      expect(await page.locator("body").getAttribute("data-phase")).toBe("working");
      await page.locator("#cancel").click();
      expect(await page.locator("body").getAttribute("data-phase")).toBe("ready");
      const tasks = await here.longTasks();
      console.log(
        `3 MP: longest main-thread task ${Math.max(0, ...tasks).toFixed(0)} ms, ${tasks.length} over 50 ms`,
      );
      // The next photo works as usual.
      await page.locator("#another").click();
      await here.open(site.png);
      await here.examined();
      await here.run();
      expectSame(await decodeRgba((await here.save()).path), await site.inNode({}));
      expect(here.complaints).toEqual([]);
    });
  });
}
