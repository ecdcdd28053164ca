import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { CHROMIUM, NO_CHROMIUM, launchChromium } from "@genericdp/chromium";
import type { Browser, Page } from "@genericdp/chromium";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { denoise } from "../src/index.ts";
import type { RgbaImage } from "../src/index.ts";
import { buildPage } from "./build-page.ts";
import type { BuiltPage } from "./build-page.ts";
import { largestDifference, noisyPicture, toRgba } from "./pictures.ts";

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:";
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  wasm: "application/wasm",
};

let built: BuiltPage;
let browser: Browser | undefined;
beforeAll(async () => {
  built = await buildPage();
  if (CHROMIUM !== undefined) browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await built.remove();
});

describe("a Vite bundle", () => {
  it("builds without warnings", () => {
    expect(built.warnings).toEqual([]);
  });

  it("contains no Node modules, image codecs or training code", () => {
    expect(built.modules).toContainEqual(expect.stringMatching(/genericdp\/src\/verbs\.ts$/));
    const forbidden =
      /node:|\/sharp\/|packages\/(training|backend-node|stage-kernel-native)|(image|genericdp)\/src\/node/;
    expect(built.modules.filter((id) => forbidden.test(id))).toEqual([]);
    expect(built.imports).toEqual([]);
  });

  it("is below 1 MB with the model, as is its worker; other models are separate files", async () => {
    const scripts = built.files.filter((file) => file.endsWith(".js"));
    const sizes = await Promise.all(
      scripts.map(async (file) => ({ file, size: (await stat(join(built.folder, file))).size })),
    );
    for (const { file, size } of sizes) expect([file, size < 1_000_000]).toEqual([file, true]);
    expect(scripts.filter((file) => file.includes("worker-entry"))).toHaveLength(1);
    for (const name of [
      "colour",
      "colour-tiny",
      "generic",
      "gray-paper",
      "gray-plus",
      "gray-tiny",
      "photo",
    ]) {
      expect(scripts.filter((file) => file.includes(`${name}-`)).length).toBeGreaterThan(0);
    }
  });

  it("includes the binary of tfjs and no other", async () => {
    const binaries = built.files.filter((file) => file.endsWith(".wasm"));
    expect(binaries).toHaveLength(1);
    expect((await stat(join(built.folder, binaries[0]!))).size).toBeGreaterThan(100_000);
  });
});

/** Headers that isolate a page from other origins, so that it can share memory with threads. */
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

describe.each([
  { kind: "an ordinary page", isolated: false },
  { kind: "an isolated page, with threads", isolated: true },
])("in Chromium under a strict content security policy, $kind", ({ isolated }) => {
  let server: Server;
  let page: Page;
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    if (browser === undefined) return;
    server = await serve(built.folder, isolated ? ISOLATION : {});
    page = await browser.newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(address(server));
    await page.waitForFunction("typeof denoise === 'function'");
  });
  afterAll(async () => {
    await page?.close();
    server?.close();
  });

  it("restores gray levels as Node does", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const noisy = noisyPicture(97, 64, 3, 25);
    const { data } = await denoise(noisy, { noiseLevel: 25 });
    const inBrowser = await page.evaluate(
      async ({ levels, width, height }) => {
        const { denoise: restore } = globalThis as typeof globalThis & { denoise: typeof denoise };
        const image = { data: new Float32Array(levels), width, height };
        return [...(await restore(image, { noiseLevel: 25 })).data];
      },
      { levels: [...noisy.data], width: 97, height: 64 },
    );
    expect(largestDifference(inBrowser, data)).toBeLessThan(1e-2);
  });

  it("accepts and returns an ImageData", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const rgba = toRgba(noisyPicture(48, 40, 3, 15));
    const { data } = await denoise({ data: rgba, width: 48, height: 40 });
    const inBrowser = await page.evaluate(
      async (bytes) => {
        const { denoise: restore, ImageData } = globalThis as typeof globalThis & {
          denoise: typeof denoise;
          ImageData: new (data: Uint8ClampedArray, width: number) => RgbaImage;
        };
        const restored = await restore(new ImageData(new Uint8ClampedArray(bytes), 48));
        return restored instanceof ImageData ? [...restored.data] : [];
      },
      [...rgba],
    );
    // A level between two integers may be rounded differently.
    expect(largestDifference(inBrowser, data)).toBeLessThanOrEqual(1);
    expect(inBrowser.filter((value, i) => value !== data[i]).length).toBeLessThan(10);
  });

  it("accepts anything drawable and returns an ImageData", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const opaque = toRgba(noisyPicture(48, 40, 3, 15)).map((byte, i) => (i % 4 === 3 ? 255 : byte));
    const inBrowser = await page.evaluate(
      async (bytes) => {
        const { denoise: restore } = globalThis as typeof globalThis & { denoise: typeof denoise };
        const pixels = new ImageData(new Uint8ClampedArray(bytes), 48);
        const canvas = Object.assign(document.createElement("canvas"), { width: 48, height: 40 });
        const offscreen = new OffscreenCanvas(48, 40);
        for (const context of [canvas.getContext("2d")!, offscreen.getContext("2d")!]) {
          context.putImageData(pixels, 0, 0);
        }
        const bitmap = await createImageBitmap(pixels);
        const frame = new VideoFrame(offscreen, { timestamp: 0 });
        const expected = (await restore(pixels, { noiseLevel: 15 })).data;
        const results: object[] = [];
        for (const image of [canvas, offscreen, bitmap, frame]) {
          const restored = await restore(image, { noiseLevel: 15 });
          const { width, height, data } = restored;
          const isImageData = restored instanceof ImageData;
          const difference = Math.max(...data.map((byte, i) => Math.abs(byte - expected[i]!)));
          results.push({ isImageData, width, height, difference });
        }
        frame.close();
        const failures = [
          await restore(frame).catch((error: Error) => error.message),
          await restore(new Image() as never).catch((error: Error) => error.message),
        ];
        return { results, failures };
      },
      [...opaque],
    );
    // Opaque bytes survive a canvas unchanged.
    expect(inBrowser.results).toEqual(
      Array.from({ length: 4 }, () => ({ isImageData: true, width: 48, height: 40, difference: 0 })),
    );
    expect(inBrowser.failures).toEqual([
      "image: expected VideoFrame with pixels, got 0×0",
      expect.stringMatching(/^image: expected .* or one of HTMLCanvasElement, .*, got HTMLImageElement$/),
    ]);
  });

  it("runs a worker, with threads of its own if allowed", async (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const processors = await page.evaluate(() => globalThis.navigator.hardwareConcurrency);
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(isolated);
    expect(page.workers()).toHaveLength(isolated ? Math.min(processors, 16) : 1);
  });

  it("sends no requests to other hosts and violates no policy", (test) => {
    test.skip(CHROMIUM === undefined, NO_CHROMIUM);
    const own = [address(server), "data:"];
    expect(requests.filter((url) => !own.some((start) => url.startsWith(start)))).toEqual([]);
    expect(requests.some((url) => url.endsWith(".wasm"))).toBe(true);
    expect(complaints).toEqual([]);
  });
});

function address(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function serve(folder: string, isolation: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer(async (request, response) => {
    const file = request.url === "/" ? "/index.html" : request.url!;
    const body = await readFile(join(folder, file)).catch(() => undefined);
    const type = TYPES[file.split(".").at(-1)!] ?? "application/octet-stream";
    const headers = { "content-type": type, "content-security-policy": POLICY, ...isolation };
    response.writeHead(body === undefined ? 404 : 200, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}
