import { readImage } from "@genericdp/image/node";
import { jpegQuality } from "@genericdp/image";
import {
  analyseNoise,
  blindNoiseLevel,
  describeBlur,
  describeExamination,
  describeNoise,
  estimateBlur,
  estimateNoiseLevel,
  examine,
  gaussianKernel,
  restorer,
} from "genericdp";
import type { FastifyInstance } from "fastify";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import { randomStream } from "@genericdp/core";
import { form, listening, picture } from "./running-app.ts";

let url: string;
let app: FastifyInstance;
const engine = embeddedEngine({ workers: 1 });
const library = restorer({ inline: true });
const tiny = restorer({ inline: true, model: "gray-tiny" });
beforeAll(async () => {
  ({ app, url } = await listening({ engine, maxPixels: 1e5 }));
});
afterAll(async () => {
  await app.close();
  await engine.close();
  library.dispose();
  tiny.dispose();
});

async function post(path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/v1/${path}`, { method: "POST", body, headers });
}
async function levels(response: Response): Promise<Float32Array> {
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/x-npy"]);
  return (await readImage(new Uint8Array(await response.arrayBuffer()))).data;
}
const png = { "content-type": "image/png" };

/** Leaves that cover each other, gray, sharp or not: enough for a blur to be found. */
async function leaves(blur?: number): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = [160, 136];
  const random = randomStream(7);
  const data = new Uint8Array(width * height).fill(128);
  for (let leaf = 0; leaf < 2500; leaf++) {
    const radius = 1.5 / (0.04 + random.uniform());
    const [x, y, level] = [width * random.uniform(), height * random.uniform(), 30 + 195 * random.uniform()];
    for (let row = Math.max(0, Math.ceil(y - radius)); row < Math.min(height, y + radius); row++) {
      for (let column = Math.max(0, Math.ceil(x - radius)); column < Math.min(width, x + radius); column++) {
        if (Math.hypot(column - x, row - y) < radius) data[row * width + column] = level;
      }
    }
  }
  const image = sharp(data, { raw: { width, height, channels: 1 } });
  const changed = blur === undefined ? image : image.blur(blur);
  return new Uint8Array(await changed.toColourspace("b-w").png().toBuffer());
}
const WRONG = {
  noisy: () => picture(40, 36),
  blurred: () => leaves(2),
  JPEG: async () =>
    sharp(await picture(56, 48))
      .jpeg({ quality: 20 })
      .toBuffer(),
  specked: async () => {
    const { data, width, height } = await readImage(await leaves());
    const random = randomStream(8);
    const hit = Uint8Array.from(data, (level) => (random.uniform() < 0.03 ? 255 * random.integer(2) : level));
    return sharp(hit, { raw: { width, height, channels: 1 } })
      .toColourspace("b-w")
      .png()
      .toBuffer();
  },
} as const;

describe("every task does what the library does, bit for bit", { timeout: 300_000 }, () => {
  it("denoise, with a query or a form", async () => {
    const file = await picture(40, 36);
    const { data } = await library.denoise(await readImage(file), { noiseLevel: 15, strength: 0.9 });
    expect(await levels(await post("denoise?noiseLevel=15&strength=0.9&format=npy", file, png))).toEqual(
      data,
    );
    const sent = form({ image: file, noiseLevel: "15", strength: "0.9", format: "npy" });
    expect(await levels(await post("denoise", sent))).toEqual(data);
  });

  it("denoise at the estimated level, which is reported", async () => {
    const file = await picture(40, 36);
    const image = await readImage(file);
    const response = await post("denoise?format=npy", file, png);
    const noise = analyseNoise(image);
    expect(response.headers.get("genericdp-noise-level")).toBe(noise.planes[0]!.level.toFixed(2));
    expect(response.headers.get("genericdp-noise")).toBe(describeNoise(noise));
    expect(await levels(response)).toEqual((await library.denoise(image)).data);
    const white = await post("denoise?format=npy&noise=gaussian", file, png);
    expect(white.headers.get("genericdp-noise-level")).toBe(estimateNoiseLevel(image).toFixed(2));
    expect(white.headers.get("genericdp-noise")).toBe(null);
    expect(await levels(white)).toEqual((await library.denoise(image, { noise: "gaussian" })).data);
    const blotchy = await post("denoise?format=npy&noiseLevel=9&chromaStrength=2", file, png);
    const own = await library.denoise(image, { noiseLevel: 9, chromaStrength: 2 });
    expect(await levels(blotchy)).toEqual(own.data);
  });

  it("deblur, with a description or an image of the kernel", async () => {
    const file = await picture(40, 36, { channels: 1 });
    const options = { kernel: gaussianKernel(1.5, { size: 5 }), noiseLevel: 3, iterations: 2 };
    const { data } = await library.deblur(await readImage(file), options);
    const query = "noiseLevel=3&iterations=2&format=npy";
    expect(await levels(await post(`deblur?kernel=gaussian:1.5,5&${query}`, file, png))).toEqual(data);
    const box = await sharp(new Uint8Array(9).fill(200), { raw: { width: 3, height: 3, channels: 1 } })
      .png()
      .toBuffer();
    const sent = form({ image: file, kernel: box, noiseLevel: "3", iterations: "2", format: "npy" });
    const kernel = { width: 3, height: 3, data: new Float32Array(9).fill(1 / 9) };
    const other = await library.deblur(await readImage(file), { ...options, kernel });
    expect(await levels(await post("deblur", sent))).toEqual(other.data);
  });

  it("upscale", async () => {
    const file = await picture(24, 20);
    const { data } = await library.upscale(await readImage(file), { scale: 2, noiseLevel: 3, iterations: 2 });
    const query = "scale=2&noiseLevel=3&iterations=2&format=npy";
    expect(await levels(await post(`upscale?${query}`, file, png))).toEqual(data);
    const between = { scale: 1.5, noiseLevel: 3, iterations: 2 };
    const larger = await library.upscale(await readImage(file), between);
    expect(await levels(await post(`upscale?${query.replace("2", "1.5")}`, file, png))).toEqual(larger.data);
  });

  it("inpaint", async () => {
    const file = await picture(24, 20);
    const known = Uint8Array.from({ length: 480 }, (_, i) => (i % 7 === 0 ? 0 : 1));
    const mask = await sharp(
      known.map((one) => 255 * (1 - one)),
      { raw: { width: 24, height: 20, channels: 1 } },
    )
      .png()
      .toBuffer();
    const { data } = await library.inpaint(await readImage(file), { known, iterations: 2 });
    expect(
      await levels(await post("inpaint", form({ image: file, mask, iterations: "2", format: "npy" }))),
    ).toEqual(data);
  });

  it("deblock", async () => {
    const file = await sharp(await picture(40, 36))
      .jpeg({ quality: 20 })
      .toBuffer();
    const image = await readImage(file);
    const { data } = await library.deblock(image, { quantization: image.jpeg!, iterations: 2 });
    expect(
      await levels(await post("deblock?iterations=2&format=npy", file, { "content-type": "image/jpeg" })),
    ).toEqual(data);
    const decoded = await sharp(file).png().toBuffer();
    const query = "iterations=2&format=npy&jpegQuality=20";
    const other = await library.deblock(await readImage(decoded), { jpegQuality: 20, iterations: 2 });
    expect(await levels(await post(`deblock?${query}`, decoded, png))).toEqual(other.data);
    const refused = await post("deblock", await picture(40, 36), png);
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      {
        detail: expect.stringContaining(
          "expected a JPEG, an image with traces of one, or jpegQuality",
        ) as unknown,
      },
    ]);
  });

  it.each([
    ["noisy", "denoise"],
    ["blurred", "deblur"],
    ["JPEG", "deblock"],
    ["specked", "despeckle"],
  ] as const)("restore and examine: a %s picture needs %s, which is reported", async (kind, helps) => {
    const file = new Uint8Array(await WRONG[kind]());
    const image = await readImage(file);
    const examined = examine(image);
    const { remedy, blur, quantization, noise } = examined;
    expect(remedy!.task).toBe(helps);
    const { width, height, channels } = image;
    const found = describeExamination(examined);
    expect(await (await post("examine", file, png)).json()).toEqual({
      width,
      height,
      channels,
      found,
      remedy: helps,
      noiseLevel: noise.planes[0]!.level,
      ...(blur && { kernel: describeBlur(blur) }),
      ...(quantization && { jpegQuality: jpegQuality(quantization) }),
    });
    const response = await post("restore?format=npy&model=gray-tiny", file, png);
    expect(response.headers.get("genericdp-chosen")).toBe(helps);
    expect(response.headers.get("genericdp-found")).toBe(found);
    const mend = tiny[helps] as (given: typeof image, options: object) => Promise<typeof image>;
    expect(await levels(response)).toEqual((await mend(image, remedy!.options)).data);
  });

  it("restore at a given level", async () => {
    const file = await picture(40, 36);
    const { data } = await library.denoise(await readImage(file), { noiseLevel: 30 });
    expect(await levels(await post("restore?format=npy&noiseLevel=30", file, png))).toEqual(data);
  });

  it("deblur, with a blur that is found in the image", async () => {
    const file = await leaves(2);
    const image = await readImage(file);
    const { kernel } = estimateBlur(image)!;
    const options = { kernel, noiseLevel: blindNoiseLevel(image), iterations: 1 };
    const { data } = await tiny.deblur(image, options);
    const query = "kernel=auto&iterations=1&model=gray-tiny&format=npy";
    expect(await levels(await post(`deblur?${query}`, file, png))).toEqual(data);
    const refused = await post("deblur?kernel=auto", await leaves(), png);
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { detail: "deblur: expected a blurred image, got one that looks sharp or shows too little" },
    ]);
  });

  it("estimate", async () => {
    const file = await picture(40, 36);
    const [image, facts] = [await readImage(file), { width: 40, height: 36, channels: 3 }];
    const noise = analyseNoise(image);
    expect(await (await post("estimate", file, png)).json()).toEqual({
      ...facts,
      noiseLevel: noise.planes[0]!.level,
      found: describeNoise(noise),
    });
    expect(await (await post("estimate?noise=gaussian", file, png)).json()).toEqual({
      ...facts,
      noiseLevel: estimateNoiseLevel(image),
    });
  });
});
