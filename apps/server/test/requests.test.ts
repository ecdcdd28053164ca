import { readImage } from "@genericdp/image/node";
import type { FastifyInstance } from "fastify";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import { form, listening, picture } from "./running-app.ts";

let url: string;
let app: FastifyInstance;
const engine = embeddedEngine({ workers: 1 });
beforeAll(async () => {
  ({ app, url } = await listening({ engine, maxPixels: 1e5 }));
});
afterAll(async () => {
  await app.close();
  await engine.close();
});

async function post(path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/v1/${path}`, { method: "POST", body, headers });
}

describe("the format of the response", () => {
  it.each([
    ["png", undefined, "image/png"],
    ["jpeg", undefined, "image/jpeg"],
    ["gif", "*/*", "image/png"],
    // As curl --json sends it, with a picture by its key.
    ["jpeg", "application/json", "image/jpeg"],
    ["webp", "image/*", "image/webp"],
    ["png", "image/webp", "image/webp"],
    ["png", "image/jpeg;q=0.5, image/tiff", "image/tiff"],
    ["png", "text/html, image/avif;q=0.1", "image/avif"],
  ] as const)("of a %s, Accept: %s, is %s", async (format, accept, type) => {
    const file = await picture(20, 16, { format });
    const headers = { "content-type": `image/${format}`, ...(accept && { accept }) };
    const response = await post("denoise?noiseLevel=10&model=gray-tiny", file, headers);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    const { format: written } = await readImage(new Uint8Array(await response.arrayBuffer()));
    expect(`image/${written}`).toBe(type);
  });

  it("is 406 if not supported", async () => {
    const response = await post("denoise", await picture(20, 16), {
      "content-type": "image/png",
      accept: "text/html",
    });
    expect(response.status).toBe(406);
  });
});

describe("invalid requests get a message without internals", () => {
  const bomb = () =>
    sharp({ create: { width: 9000, height: 9000, channels: 3, background: "black" } })
      .png()
      .toBuffer();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  it.each([
    ["denoise", async () => Buffer.from("not an image"), "application/octet-stream", 415],
    ["denoise", async () => Buffer.from(svg), "application/octet-stream", 415],
    ["denoise", async () => Buffer.from(svg), "image/svg+xml", 415],
    ["denoise", async () => Buffer.from("{}"), "application/json", 415],
    ["denoise", async () => Buffer.alloc(0), "image/png", 400],
    ["denoise", bomb, "image/png", 413],
    ["denoise", async () => (await picture(20, 16)).subarray(0, 300), "image/png", 422],
    ["denoise?noiseLevel=loud", () => picture(20, 16), "image/png", 400],
    ["denoise?noiselevel=5", () => picture(20, 16), "image/png", 400],
    ["denoise?noiseLevel=200", () => picture(20, 16), "image/png", 422],
    ["deblur", () => picture(20, 16), "image/png", 422],
    ["deblur?kernel=../../etc/passwd", () => picture(20, 16), "image/png", 400],
    ["deblur?kernel=gaussian:0", () => picture(20, 16), "image/png", 422],
    ["deblur?kernel=disk:1e9", () => picture(20, 16), "image/png", 400],
    ["deblur?kernel=disk:90000000", () => picture(20, 16), "image/png", 400],
    ["upscale", () => picture(20, 16), "image/png", 400],
    ["upscale?scale=8", () => picture(80, 60), "image/png", 413],
    ["upscale?scale=99", () => picture(20, 16), "image/png", 400],
    ["upscale?scale=1", () => picture(20, 16), "image/png", 400],
    ["inpaint", () => picture(20, 16), "image/png", 400],
  ] as const)("%s, case %#", async (path, body, type, status) => {
    const response = await post(path, new Uint8Array(await body()), { "content-type": type });
    const problem = (await response.json()) as { detail: string; requestId: string };
    expect([response.status, problem.detail]).toEqual([status, expect.any(String)]);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(response.headers.get("x-request-id")).toBe(problem.requestId);
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts\b|\.js\b|at \w+ \(/);
  });

  it.each([
    ["denoise?noiselevel=5", "there is no option noiselevel: did you mean noiseLevel?"],
    ["denoise?color=red", /^there is no option color: known are noiseLevel, strength, /],
    ["denoise?noiseLevel=loud", "expected noiseLevel to be a number or auto"],
    ["upscale?scale=20", "expected scale to be at most 8"],
    ["upscale?scale=1", "expected scale to be above 1"],
    ["denoise?quality=2.5", "expected quality to be a whole number"],
    ["denoise?quality=0", "expected quality to be at least 1"],
    ["denoise?format=bmp", "expected format to be png, jpeg, webp, tiff, avif, npy"],
    ["deblur?kernel=gauss:2", /^expected kernel to be the blur: gaussian:SIGMA\[,SIDE\], disk:RADIUS or /],
  ])("says in plain words what is wrong with %s", async (path, detail) => {
    const response = await post(path, new Uint8Array(9), { "content-type": "image/png" });
    const said = ((await response.json()) as { detail: string }).detail;
    if (typeof detail === "string") expect(said).toBe(detail);
    else expect(said).toMatch(detail);
  });

  it("names the types that it takes, and the method", async () => {
    const sent = await post("denoise", new Uint8Array(9), {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(((await sent.json()) as { detail: string }).detail).toMatch(
      /^expected a content-type: that of an image .*; got application\/x-www-form-urlencoded$/,
    );
    const asked = await fetch(`${url}/v1/denoise?a=b`);
    expect([asked.status, await asked.json()]).toMatchObject([
      404,
      { detail: "there is nothing at GET /v1/denoise?a=b, only at POST" },
    ]);
  });

  it.each([
    [{ image: "text" }, "there is no option image: known are noiseLevel, "],
    [{ noiseLevel: "3" }, "expected a part named image"],
    [{ mask: new Uint8Array(9) }, "expected parts image"],
    [{ image: new Uint8Array(9), noiseLevel: "-3" }, "expected noiseLevel to be above 0 or auto"],
    [{ image: new Uint8Array(9), colour: "red" }, "there is no option colour: known are noiseLevel, "],
  ])("a form, case %#", async (parts, detail) => {
    const response = await post("denoise", form(parts as Record<string, string>));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining(detail) });
  });

  it("a mask of another size", async () => {
    const sent = form({ image: await picture(20, 16), mask: await picture(16, 20) });
    const response = await post("inpaint", sent);
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { detail: "inpaint: expected a mask of 20×16 pixels, got 16×20" },
    ]);
  });
});

it("transfers the files of a request without a copy, and leaves all others unchanged", async () => {
  const image = await picture(20, 16);
  const job = { task: "denoise", image, options: { noiseLevel: 10 }, maxPixels: 1e5 } as const;
  const before = await engine.run(job);
  expect(image.byteLength).toBeGreaterThan(0);
  const given = { ...job, image: image.slice(), mask: image.slice() };
  expect((await engine.run(given, { transfer: true })).bytes).toEqual(before.bytes);
  expect([given.image.byteLength, given.mask.byteLength]).toEqual([0, 0]);
});
