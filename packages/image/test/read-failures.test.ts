import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeNpy } from "../src/index.ts";
import type { ImageFormat } from "../src/index.ts";
import { ImageReadError, encodeImage, readImage } from "../src/node.ts";
import { handmadePng, integers, randomImage, smoothImage } from "./synthetic-images.ts";

const FORMATS: readonly ImageFormat[] = ["png", "jpeg", "webp", "tiff", "avif", "npy"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-image-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function failure(source: string | Uint8Array, maxPixels?: number): Promise<ImageReadError> {
  const error: unknown = await readImage(source, maxPixels === undefined ? {} : { maxPixels }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ImageReadError);
  return error as ImageReadError;
}

async function failureOfFile(name: string, content: string | Uint8Array): Promise<ImageReadError> {
  const path = join(folder, name);
  await writeFile(path, content);
  const error = await failure(path);
  expect(error.path).toBe(path);
  expect(error.message).toContain(path);
  return error;
}

describe("readImage rejects, naming the file and the problem,", () => {
  it("a missing file and a path through a file", async () => {
    const missing = join(folder, "missing.png");
    const error = await failure(missing);
    expect(error).toMatchObject({ code: "not-found", path: missing, cause: { code: "ENOENT" } });
    expect(error.message).toBe(`cannot read ${missing}: no such file or folder`);
    await writeFile(join(folder, "plain"), "x");
    expect((await failure(join(folder, "plain", "image.png"))).code).toBe("not-found");
  });

  it("a folder", async () => {
    await mkdir(join(folder, "folder.png"));
    const error = await failure(join(folder, "folder.png"));
    expect(error.code).toBe("not-a-file");
    expect(error.message).toMatch(/it is a folder, expected a file$/);
  });

  it("a socket, which might never end", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has no sockets in folders");
    const server = createServer().listen(join(folder, "socket.png"));
    await once(server, "listening");
    const error = await failure(join(folder, "socket.png"));
    expect([error.code, error.message]).toEqual(["not-a-file", expect.stringMatching(/it is a socket, /)]);
    server.close();
  });

  it("a named pipe without a writer, and a link to a missing file", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has neither in folders");
    const [pipe, link] = [join(folder, "pipe.png"), join(folder, "link.png")];
    execFileSync("mkfifo", [pipe]);
    expect((await failure(pipe)).message).toMatch(/it is a named pipe, expected a file$/);
    await symlink(join(folder, "gone.png"), link);
    const dangling = await failure(link);
    expect([dangling.code, dangling.message]).toEqual([
      "not-found",
      `cannot read ${link}: it is a link to a file that does not exist`,
    ]);
  });

  it("a file without read permission", async ({ skip }) => {
    skip(process.seteuid === undefined, "Windows has other permissions");
    const path = join(folder, "secret.png");
    await writeFile(path, await encodeImage(randomImage(), { format: "png" }));
    await chmod(folder, 0o755);
    await chmod(path, 0);
    const error = await asNobody(() => failure(path));
    expect(error).toMatchObject({ code: "no-permission", cause: { code: "EACCES" } });
  });

  it("an empty file", async () => {
    const error = await failureOfFile("empty.png", "");
    expect(error.code).toBe("corrupt");
    expect(error.message).toMatch(/the file is empty$/);
  });

  it("text and unknown bytes in a file named like an image", async () => {
    const text = await failureOfFile("text.png", "hello, I am text");
    expect(text.code).toBe("unsupported");
    expect(text.message).toMatch(/it is text, not an image; PNG, JPEG, .* and \.npy are read$/);
    expect((await failureOfFile("ftyp.avif", "0000ftyp")).code).toBe("unsupported");
    const unknown = await failureOfFile("a.tiff", Uint8Array.of(0, 1, 2));
    expect(unknown.message).toMatch(/it is not in a known image format; PNG, /);
    expect((await failureOfFile("a.gif", "GIF89a and so on")).message).toContain("damaged gif");
  });

  it("a .npy with an invalid shape, dtype or length, or with NaN", async () => {
    expect((await failureOfFile("a.npy", encodeNpy(new Float32Array(5), [5]))).message).toContain("got (5)");
    const nan = encodeNpy(Float32Array.of(1, Number.NaN), [1, 2]);
    expect((await failureOfFile("a.npy", nan)).message).toContain("got NaN");
    const error = await failureOfFile("a.npy", encodeNpy(new Float32Array(6), [2, 3]).subarray(0, 140));
    expect(error).toMatchObject({ code: "corrupt", cause: { name: "RangeError" } });
    expect(error.message).toContain("needs 24 bytes, got 12");
  });
});

describe("decompression bombs", () => {
  it("of absurd size are rejected by their header, before decoding", async () => {
    const bomb = handmadePng({ width: 100_000, height: 100_000, bits: 8, colourType: 0, rows: [[0]] });
    const error = await failureOfFile("bomb.png", bomb);
    expect(error.code).toBe("too-large");
    expect(error.message).toMatch(
      /it has 100000×100000 pixels, 10000 megapixels; the limit \(maxPixels\) is 100 megapixels$/,
    );
  });

  it.each(FORMATS)("%s is limited to exactly maxPixels", async (format) => {
    const bytes = await encodeImage(smoothImage(20, 10), { format });
    await expect(readImage(bytes, { maxPixels: 200 })).resolves.toMatchObject({ width: 20, height: 10 });
    const error = await failure(bytes, 199);
    expect([error.code, error.path]).toEqual(["too-large", undefined]);
    expect(error.message).toMatch(/^cannot read the image: it has 20×10 pixels, .* 0\.000199 megapixels$/);
  });

  it("an invalid maxPixels is rejected", async () => {
    for (const maxPixels of [0, -1, Number.NaN]) {
      await expect(readImage(new Uint8Array(1), { maxPixels })).rejects.toThrow(RangeError);
    }
  });
});

describe.each(FORMATS)("damaged %s", (format) => {
  const whole = encodeImage(smoothImage(48, 32), { format });

  it("is rejected wherever it is truncated", async () => {
    const bytes = await whole;
    for (const part of [0.01, 0.05, 0.2, 0.5, 0.8, 0.95]) {
      const error = await failure(bytes.subarray(0, Math.max(1, Math.floor(part * bytes.length))));
      expect(["corrupt", "unsupported"]).toContain(error.code);
      expect(error.message).not.toContain("\n");
    }
  });

  it("keeps the decoder's error as cause", async () => {
    const bytes = await whole;
    expect((await failure(bytes.subarray(0, Math.floor(bytes.length / 2)))).cause).toBeInstanceOf(Error);
  });

  it("throws only ImageReadErrors", async () => {
    const bytes = await whole;
    const next = integers(format.length);
    let refused = 0;
    for (let trial = 0; trial < 150; trial++) {
      const damaged = bytes.slice(0, trial % 3 === 0 ? 1 + (next() % bytes.length) : bytes.length);
      // Half of the damage is in the first 64 bytes, which contain the headers.
      for (let edits = 1 + (next() % 8); edits > 0; edits--) {
        damaged[next() % (edits % 2 === 0 ? Math.min(64, damaged.length) : damaged.length)] = next();
      }
      // A damaged size may be large, so a small limit keeps the test quick.
      const outcome: unknown = await readImage(damaged, { maxPixels: 1e6 }).catch((error: unknown) => error);
      if (!(outcome instanceof Error)) continue;
      expect(outcome).toBeInstanceOf(ImageReadError);
      refused++;
    }
    expect(refused).toBeGreaterThan(30);
  });
});

/** Runs as a user without rights if the tests run as root. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid!(65534);
  try {
    return await act();
  } finally {
    process.seteuid!(0);
  }
}
