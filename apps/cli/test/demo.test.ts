import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readImage } from "@genericdp/image/node";
import { afterAll, expect, it } from "vitest";
import { scratch } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

it("the demo restores a photograph and shows it", async () => {
  const demo = fileURLToPath(new URL("../demo/main.ts", import.meta.url));
  const args = ["--conditions=@genericdp/source", demo];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: place.folder });
  const psnr = (name: string): number =>
    Number(new RegExp(`^${name} +PSNR ([\\d.]+) dB`, "m").exec(stdout)?.[1]);
  expect(psnr("noisy")).toBeCloseTo(20.17, 1);
  expect(psnr("restored")).toBeGreaterThan(psnr("noisy") + 3);
  const path = /^picture +(\S+\.png)/m.exec(stdout)![1]!;
  expect(await readImage(place.path(path))).toMatchObject({ width: 3 * 512 + 8, height: 359, channels: 3 });
});
