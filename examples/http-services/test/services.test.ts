import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { denoise } from "genericdp/node";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const [width, height] = [48, 40];
const levels = Uint8Array.from({ length: width * height * 3 }, (_, i) => ((i * 7919) % 60) + 90);
let photo: Uint8Array<ArrayBuffer>;
let clean: Uint8Array;
let large: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = new Uint8Array(
    await sharp(levels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
  clean = await (await denoise(photo)).encode("webp", { quality: 90 });
  const create = { width: 6000, height: 4000, channels: 3, background: "gray" } as const;
  large = new Uint8Array(await sharp({ create }).png().toBuffer());
});

const program = fileURLToPath(new URL("../src/serve.ts", import.meta.url));

describe.each(["express", "fastify", "hono"])("a service with %s", { timeout: 60_000 }, (name) => {
  let service: ChildProcess;
  let url: string;
  beforeAll(async () => {
    const args = ["--conditions=@genericdp/source", program, name, "0"];
    service = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    url = String((await once(service.stdout!, "data"))[0]).trim();
  }, 60_000);
  afterAll(() => void service.kill());
  const post = (body: BodyInit, type: string): Promise<Response> =>
    fetch(url, { method: "POST", body, headers: { "content-type": type } });

  it.each(["image/png", "application/octet-stream"])("returns a photo clean, sent as %s", async (type) => {
    const response = await post(photo, type);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/webp"]);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array(clean));
  });

  it("takes many at once", async () => {
    const responses = await Promise.all(Array.from({ length: 4 }, () => post(photo, "image/png")));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await Promise.all(responses.map((response) => response.arrayBuffer()));
  });

  it.each<readonly [string, () => BodyInit, number, RegExp]>([
    ["text", () => "not a photo", 422, /text, not an image/],
    ["nothing", () => "", 422, /the file is empty/],
    ["half a photo", () => photo.slice(0, photo.length >> 1), 422, /damaged png/],
    ["a photo that is too large", () => large, 413, /24 megapixels; the limit \(maxPixels\) is 20/],
  ])("refuses %s", async (_, body, status, message) => {
    const response = await post(body(), "image/png");
    expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(message)]);
  });
});
