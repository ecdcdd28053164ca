import { CHROMIUM, launchChromium } from "@genericdp/chromium";
import type { Browser } from "@genericdp/chromium";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeRgba } from "../photos.ts";
import { BROKEN, breakGpu } from "./break-gpu.ts";
import { expectSame } from "./site.ts";
import type { Tour } from "./site.ts";
import { visit } from "./visit.ts";
import type { Visit } from "./visit.ts";

/**
 * Tests with WebGPU, on one visit: the workers of each visitor compile their own shaders, which takes
 * SwiftShader half a minute.
 */
export function testGpu(tour: Tour): void {
  describe("on an emulated GPU", { timeout: 300_000 }, () => {
    let browser: Browser;
    let here: Visit;
    beforeAll(async () => {
      if (CHROMIUM === undefined) return;
      browser = await launchChromium({ gpu: true });
      // A service worker would serve the workers unmodified.
      here = await visit(browser, tour.site.served.url, { serviceWorkers: "block" });
      await breakGpu(here.page, 0.4);
    });
    afterAll(() => browser?.close());

    it("uses the GPU if it is faster, says why, and gives the same result as in Node", async () => {
      const { site } = tour;
      await here.open(site.png);
      const backend = here.page.locator("#backend");
      await backend.filter({ hasText: "Runs on WebGPU, on this device." }).waitFor();
      expect(await backend.getAttribute("title")).toMatch(
        /^webgpu: the fastest of webgpu \d+\.\d ms, wasm \d+\.\d ms$/,
      );
      await here.examined();
      await here.run();
      expectSame(await decodeRgba((await here.save()).path), await site.byPlanes({}));
      expect(await backend.textContent()).toBe("Runs on WebGPU, on this device.");
    });

    it("continues with WebAssembly if the GPU is lost, and the page says so", async () => {
      const { site } = tour;
      const { page } = here;
      await page.locator('.amounts label:has-text("Strong")').click();
      await expect.poll(() => page.locator("#run").textContent()).toBe("Denoise again");
      await here.run();
      expectSame(await decodeRgba((await here.save()).path), await site.byPlanes({ amount: "strong" }));
      const backend = page.locator("#backend");
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

    it("does not use the GPU if the address asks for WebAssembly", async () => {
      const there = await visit(browser, `${tour.site.served.url}?backend=wasm`);
      await there.open(tour.site.png);
      await there.page.locator("#backend", { hasText: /^Runs on WebAssembly/ }).waitFor();
      expect(await there.page.locator("#backend").getAttribute("title")).not.toContain("webgpu");
      await there.leave();
    });
  });
}
