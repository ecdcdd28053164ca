import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readImage } from "@genericdp/image/node";
import { afterAll, expect, it } from "vitest";
import { scratch } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

it(
  "the demo restores a photograph with white noise and with that of a camera",
  { timeout: 120_000 },
  async () => {
    const demo = fileURLToPath(new URL("../demo/main.ts", import.meta.url));
    const args = ["--conditions=@genericdp/source", demo];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: place.folder });
    const rows = (name: string): string[] =>
      Array.from(stdout.matchAll(new RegExp(`^${name} +(?:PSNR )?(\\S+)`, "gm")), ([, value]) => value!);
    const [noisy, restored] = [rows("noisy").map(Number), rows("restored").map(Number)];
    expect(noisy[0]).toBeCloseTo(20.17, 1);
    expect(restored[0]).toBeGreaterThan(noisy[0]! + 3);
    expect(stdout).toMatch(/found: luma \d+\.\d, chroma \d+\.\d, correlated/);
    expect(restored[1]).toBeGreaterThan(noisy[1]! + 1);
    const paths = rows("picture");
    expect(paths).toHaveLength(2);
    for (const path of paths) {
      const picture = await readImage(place.path(path));
      expect(picture).toMatchObject({ width: 3 * 512 + 8, height: 359, channels: 3 });
    }
  },
);
