import { CHROMIUM, launchChromium } from "@genericdp/chromium";
import type { Browser } from "@genericdp/chromium";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeRgba } from "../photos.ts";
import { BROKEN, breakGpu } from "./break-gpu.ts";
import { expectSame } from "./site.ts";
import type { Tour } from "./site.ts";
import { visit } from "./visit.ts";

/** Tests with WebGPU. Each visitor has workers of its own, which compile their own shaders. */
export function testGpu(tour: Tour): void {
  describe("on an emulated GPU", { timeout: 300_000 }, () => {
    let browser: Browser;
    beforeAll(async () => {
      if (CHROMIUM !== undefined) browser = await launchChromium({ gpu: true });
    });
    afterAll(() => browser?.close());

    it("gives the same result as in Node", async () => {
      const { site } = tour;
      const here = await visit(browser, `${site.served.url}?backend=webgpu`);
      await here.open(site.png);
      await here.examined();
      await here.run();
      expect(await here.page.locator("#backend").textContent()).toBe("Runs on WebGPU, on this device.");
      expectSame(await decodeRgba((await here.save()).path), await site.byPlanes());
      await here.leave();
    });

    it("uses the faster backend, and the page can say why", async () => {
      const { site } = tour;
      const here = await visit(browser, site.served.url);
      await here.open(site.png);
      const why = here.page.locator("#backend[title*='the fastest of']");
      await why.waitFor();
      expect(await why.getAttribute("title")).toMatch(/webgpu \d+\.\d ms, wasm \d+\.\d ms/);
      await here.leave();
    });

    it("continues with WebAssembly if the GPU is lost, and the page says so", async () => {
      const { site } = tour;
      // A service worker would serve the workers unmodified.
      const here = await visit(browser, site.served.url, { serviceWorkers: "block" });
      const { page } = here;
      await breakGpu(page, 0.4);
      await here.open(site.png);
      const backend = page.locator("#backend");
      await backend.filter({ hasText: "Runs on WebGPU, on this device." }).waitFor();
      await here.run();
      expectSame(await decodeRgba((await here.save()).path), await site.byPlanes());
      await backend
        .filter({ hasText: /^Runs on WebAssembly.* WebGPU stopped working, .*nothing is lost\.$/ })
        .waitFor();
      expect(await backend.getAttribute("title")).toContain("webgpu: the device was lost (destroyed)");
      await here.shoot("gpu-lost");
      // The thread of the detail has its own device, lost too.
      const lost = (): number => here.complaints.filter((each) => each === BROKEN).length;
      await expect.poll(lost).toBe(2);
      await page.locator("#detail-after[data-size]").waitFor();
      await expect.poll(() => page.locator("#detail-state").textContent()).toBe("");
      await here.leave();
    });
  });
}
