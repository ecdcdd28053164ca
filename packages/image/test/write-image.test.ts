import { execFile } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PixelImage } from "../src/index.ts";
import { ImageWriteError, encodeImage, readImage, writeImage } from "../src/node.ts";
import type { WriteImageOptions } from "../src/node.ts";
import { randomImage } from "./synthetic-images.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-image-"));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const image = randomImage();

async function failure(
  path: string,
  what: PixelImage = image,
  options?: WriteImageOptions,
): Promise<ImageWriteError> {
  const error: unknown = await writeImage(path, what, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ImageWriteError);
  const failed = error as ImageWriteError;
  expect(failed.path).toBe(path);
  expect(failed.message).toContain(path);
  return failed;
}

describe("writeImage", () => {
  it("gets the format from the extension or the option, and accepts URLs", async () => {
    await writeImage(join(folder, "a.JPG"), image);
    expect((await readImage(join(folder, "a.JPG"))).format).toBe("jpeg");
    await writeImage(pathToFileURL(join(folder, "a.dat")), image, { format: "webp" });
    expect((await readImage(join(folder, "a.dat"))).format).toBe("webp");
  });

  it("replaces a file and leaves nothing else", async () => {
    const path = join(folder, "a.png");
    await writeImage(path, randomImage({ seed: 2 }));
    await writeImage(path, image);
    expect((await readImage(path)).data).toEqual(image.data);
    expect(await readdir(folder)).toEqual(["a.png"]);
  });

  it("leaves its input unchanged", async () => {
    const [data, alpha] = [Float32Array.of(-3.5, 0.5, 999), Float32Array.of(0.4)];
    await writeImage(join(folder, "a.png"), { ...image, data, alpha, width: 1, height: 1 });
    expect([...data, alpha[0]]).toEqual([-3.5, 0.5, 999, Math.fround(0.4)]);
  });

  it("writes many files concurrently, each completely", async () => {
    const path = join(folder, "a.png");
    const images = [1, 2, 3, 4, 5, 6].map((seed) => randomImage({ seed }));
    await Promise.all(images.map((each) => writeImage(path, each)));
    const { data } = await readImage(path);
    expect(images.some((each) => each.data.every((level, i) => level === data[i]))).toBe(true);
    expect(await readdir(folder)).toEqual(["a.png"]);
  });

  it("follows a symbolic link and keeps permissions", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has other kinds of links and permissions");
    await writeFile(join(folder, "real.png"), "old", { mode: 0o640 });
    await symlink("real.png", join(folder, "link.png"));
    await writeImage(join(folder, "link.png"), image);
    expect(await readlink(join(folder, "link.png"))).toBe("real.png");
    expect((await readImage(join(folder, "real.png"))).data).toEqual(image.data);
    expect((await stat(join(folder, "real.png"))).mode & 0o777).toBe(0o640);
  });

  it("supports names of 255 bytes, which leave no room for a suffix", async () => {
    const path = join(folder, `${"n".repeat(251)}.png`);
    await writeImage(path, image);
    expect((await readImage(path)).data).toEqual(image.data);
  });
});

describe("temporary files of runs that were killed", () => {
  /** The number of a process that has ended. */
  const ended = async (): Promise<number> => {
    const child = execFile(process.execPath, ["-e", ""]);
    await once(child, "close");
    return child.pid!;
  };

  it("are removed by the next run that writes to the folder; other files are not", async () => {
    const source = fileURLToPath(new URL("../src/node.ts", import.meta.url));
    const program = `
      const { stageFile } = await import(${JSON.stringify(source)});
      await stageFile(${JSON.stringify(join(folder, "a.png"))}, new Uint8Array(9));
      process.kill(process.pid, "SIGKILL");`;
    await promisify(execFile)(process.execPath, [
      "--no-warnings",
      "--input-type=module",
      "-e",
      program,
    ]).catch(() => undefined);
    const [orphan, ...others] = await readdir(folder);
    expect([orphan, others]).toEqual([expect.stringMatching(/^\.genericdp-\w+-\d+-\w+\.tmp$/), []]);
    const alive = orphan!.replace(/-\d+-/, `-${process.pid}-`);
    const elsewhere = orphan!.replace(/-\w+-\d+-/, `-00000000-${await ended()}-`);
    for (const name of [alive, elsewhere, ".a.tmp"]) await writeFile(join(folder, name), "");
    await writeImage(join(folder, "b.png"), image);
    expect(await readdir(folder)).toEqual([alive, elsewhere, ".a.tmp", "b.png"].toSorted());
  });
});

describe("writeImage leaves nothing behind if it fails", () => {
  it("in a folder that is missing, or is a file", async () => {
    const error = await failure(join(folder, "no", "a.png"));
    expect(error).toMatchObject({ code: "not-found", cause: { code: "ENOENT" } });
    await writeFile(join(folder, "file"), "");
    expect((await failure(join(folder, "file", "a.png"))).code).toBe("not-found");
    expect(await readdir(folder)).toEqual(["file"]);
  });

  it("because of a folder with the same name", async () => {
    await mkdir(join(folder, "a.png"));
    expect((await failure(join(folder, "a.png"))).code).toBe("not-a-file");
    expect(await readdir(folder)).toEqual(["a.png"]);
  });

  it("because of a socket or device, which a rename would destroy", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has no sockets in folders");
    const path = join(folder, "a.png");
    const server = createServer().listen(path);
    await once(server, "listening");
    expect((await failure(path)).code).toBe("not-a-file");
    expect((await stat(path)).isSocket()).toBe(true);
    server.close();
  });

  it("in a folder or over a file without write permission", async ({ skip }) => {
    skip(process.seteuid === undefined, "Windows has other permissions");
    const path = join(folder, "a.png");
    await writeFile(path, "old", { mode: 0o444 });
    await chmod(folder, 0o555);
    expect((await asNobody(() => failure(join(folder, "b.png")))).code).toBe("no-permission");
    await chmod(folder, 0o777);
    expect((await asNobody(() => failure(path))).code).toBe("no-permission");
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["a.png"]);
  });

  it("if the file cannot be written completely", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has no limit on the size of a file");
    const path = join(folder, "a.npy");
    await writeFile(path, "old");
    // A limit of 4 blocks on the file size, set in a shell, simulates a full disk.
    const source = fileURLToPath(new URL("../src/node.ts", import.meta.url));
    const program = `
      process.on("SIGXFSZ", () => {});
      const { writeImage } = await import(${JSON.stringify(source)});
      const data = new Float32Array(300 * 300);
      await writeImage(${JSON.stringify(path)}, { data, width: 300, height: 300, channels: 1, bitDepth: 8 })
        .catch((error) => console.log(JSON.stringify([error.name, error.code, error.message])));`;
    const node = [process.execPath, "--no-warnings", "--input-type=module", "-e", program];
    const shell = ["-c", 'ulimit -f 4; exec "$@"', "sh", ...node];
    const { stdout } = await promisify(execFile)("sh", shell);
    const [name, code, message] = JSON.parse(stdout) as string[];
    expect([name, code]).toEqual(["ImageWriteError", "io"]);
    expect(message).toContain(path);
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["a.npy"]);
  });

  it("with an unknown extension", async () => {
    for (const name of ["a.gif", "a", "png", "a.png.bak"]) {
      const error = await failure(join(folder, name));
      expect(error.code).toBe("unsupported");
      expect(error.message).toMatch(/expected one of \.png, \.jpg, /);
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it("if the format cannot hold the image", async () => {
    const sheer = randomImage({ alpha: true });
    expect((await failure(join(folder, "a.jpg"), sheer)).message).toMatch(
      /has transparency, which JPEG does not hold/,
    );
    expect((await failure(join(folder, "a.npy"), sheer)).message).toMatch(
      /has transparency, which .npy does not hold/,
    );
    const exact = await failure(join(folder, "a.jpg"), image, { lossless: true });
    expect(exact.message).toMatch(/never lossless/);
    const deep = await failure(join(folder, "a.webp"), image, { bitDepth: 16 });
    expect(deep.message).toMatch(/WebP holds 8 bits/);
    const wide = randomImage({ width: 17_000, height: 1 });
    const error = await failure(join(folder, "a.webp"), wide);
    expect(error.message).toMatch(/WebP holds up to 16383 pixels a side, the image has 17000×1/);
    expect(await readdir(folder)).toEqual([]);
  });

  it("if a level is not finite, the image is malformed or an option is out of range", async () => {
    const path = join(folder, "a.png");
    const bad = { ...image, data: image.data.map((level, i) => (i === 5 ? Number.NaN : level)) };
    const where = "expected finite data, got NaN at row 0, column 1, channel 2";
    await expect(writeImage(path, bad)).rejects.toThrow(where);
    await expect(writeImage(path, { ...image, width: 3 })).rejects.toThrow(RangeError);
    await expect(writeImage(path, image, { quality: 101 })).rejects.toThrow(/an integer 1\.\.100, got 101/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("encodeImage", () => {
  it("returns the same bytes that writeImage writes", async () => {
    await writeImage(join(folder, "a.png"), image);
    const bytes = await encodeImage(image, { format: "png" });
    expect(Buffer.isBuffer(bytes)).toBe(false);
    expect(Buffer.from(bytes)).toEqual(await readFile(join(folder, "a.png")));
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
