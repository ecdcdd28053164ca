import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { wasm } from "@genericdp/backend-wasm";
import { CHROMIUM, NO_CHROMIUM, launchChromium } from "@genericdp/chromium";
import type { LaunchOptions, Page as BrowserPage } from "@genericdp/chromium";
import { genericDP } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { referenceStage } from "@genericdp/testing";
import { tensor4d } from "@tensorflow/tfjs-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Page } from "./page/main.ts";
import { drawStage, largestDifference, noisyPicture } from "./pictures.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

declare const page: Page;

let folder: string;
let server: Server;
beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  folder = await mkdtemp(join(tmpdir(), "genericdp-webgpu-"));
  await build({
    root: fileURLToPath(new URL("page", import.meta.url)),
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@genericdp/source", "module", "browser", "import", "default"] },
    build: { outDir: folder, emptyOutDir: true, minify: false },
  });
  server = await serve(folder);
});
afterAll(async () => {
  server?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Opens the page in a browser and closes it afterwards. */
async function inChromium(options: LaunchOptions, use: (tab: BrowserPage) => Promise<void>): Promise<void> {
  const browser = await launchChromium(options);
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await tab.waitForFunction("typeof page === 'object'");
    await use(tab);
  } finally {
    await browser.close();
  }
}

describe("webgpu in Chromium", () => {
  it("agrees with the float64 reference in a stage, and with WebAssembly in denoising", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    await inChromium({ gpu: true }, async (tab) => {
      const { adapter, refused } = await tab.evaluate(() => page.activate());
      test.skip(adapter === undefined, `Chromium starts no WebGPU here: ${refused}`);
      const stage = drawStage({ batch: 2, height: 19, width: 35, sizes: [7, 5, 3], count: 5, gains: true });
      const found = await tab.evaluate((values) => page.stage(values), stage);
      expect(largestDifference(found, referenceStage(stage)), `on ${adapter}`).toBeLessThan(1e-3);

      const levels = noisyPicture(64, 25);
      const clean = await tab.evaluate((noisy) => page.denoise(noisy, 64, 25), levels);
      await wasm({ threads: 1 }).activate();
      const noisy = tensor4d(levels, [1, 64, 64, 1]);
      const wanted = await genericDP(grayModel()).denoise(noisy, { noiseLevel: 25 }).data();
      expect(largestDifference(wanted, levels)).toBeGreaterThan(20);
      expect(largestDifference(clean, wanted), `on ${adapter}`).toBeLessThan(0.02);
    });
  });

  it("reports that there is no WebGPU", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    await inChromium({ gpu: false }, async (tab) => {
      const { adapter, refused } = await tab.evaluate(() => page.activate());
      test.skip(adapter !== undefined, `Chromium found ${adapter}`);
      expect(refused).toBe("unavailable");
    });
  });
});

async function serve(root: string): Promise<Server> {
  const started = createServer(async (request, response) => {
    const file = request.url === "/" ? "/index.html" : request.url!;
    const body = await readFile(join(root, file)).catch(() => undefined);
    const type = file.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(body === undefined ? 404 : 200, { "content-type": type });
    response.end(body);
  });
  await new Promise<void>((resolve) => {
    started.listen(0, "127.0.0.1", resolve);
  });
  return started;
}
