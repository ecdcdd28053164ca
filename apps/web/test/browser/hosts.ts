import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeRgba } from "../photos.ts";
import type { Served } from "./built-app.ts";
import { expectSame } from "./site.ts";
import type { Tour } from "./site.ts";
import { visit } from "./visit.ts";
import type { Visit } from "./visit.ts";

/** Tests small screens, simple hosts and offline use, in a visit of its own. */
export function testHosts(tour: Tour): void {
  describe("on a phone, from a host that sends no headers", { timeout: 300_000 }, () => {
    let own: Served;
    let here: Visit;
    beforeAll(async () => {
      if (tour.site === undefined) return;
      own = await tour.site.app.serve({});
      here = await visit(tour.site.browser, own.url, {
        viewport: { width: 360, height: 740 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
      });
    });
    afterAll(() => here?.leave());

    it("has room for everything", async () => {
      const { page } = here;
      await here.shoot("phone-empty");
      await here.open(tour.site.png);
      await page.locator("#detail-after[data-size]").waitFor();
      for (const task of ["Sharpen", "Enlarge", "Repair", "JPEG", "Specks", "Denoise"]) {
        await page.locator(`.tasks label:has-text("${task}")`).click();
        const [content, room] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        expect(content).toBeLessThanOrEqual(room!);
        await here.shoot(`phone-${task.toLowerCase()}`);
      }
    });

    it("works with one thread on the first visit", async () => {
      const { page } = here;
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      await here.run();
      expectSame(await decodeRgba((await here.save()).path), await tour.site.inNode({}));
      expect(await page.locator("#backend").textContent()).toBe("Runs on WebAssembly, on this device.");
    });

    it("works isolated and offline from then on", async () => {
      const { site } = tour;
      const { page } = here;
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await own.close();
      await page.reload();
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await here.open(site.png);
      await here.examined();
      await here.run();
      expectSame(await decodeRgba((await here.save()).path), await site.inNode({}));
      await page.goto(`${own.url}how.html`);
      await page.locator('body[data-ready="true"]').waitFor();
    });
  });
}
