import { appendFile, readFile, writeFile } from "node:fs/promises";
import type { Measurement } from "./plane.ts";

/** Measurements by key, in a file that grows line by line, so that nothing is measured twice. */
export interface Results {
  get(key: string): Measurement | undefined;
  add(key: string, measurement: Measurement): Promise<void>;
}

/** Opens or creates a file of JSON lines. Drops a last line that a crash cut short. */
export async function openResults(file: string): Promise<Results> {
  const text = await readFile(file, "utf8").catch(() => "");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) await writeFile(file, whole);
  const known = new Map<string, Measurement>();
  for (const [i, line] of whole.split("\n").entries()) {
    if (line === "") continue;
    const { key, psnr, ssim, seconds } = parse(line, `${file}:${i + 1}`);
    known.set(key, { psnr, ssim, seconds });
  }
  return {
    get: (key) => known.get(key),
    add: async (key, measurement) => {
      await appendFile(file, `${JSON.stringify({ key, ...measurement })}\n`);
      known.set(key, measurement);
    },
  };
}

function parse(line: string, where: string): Measurement & { readonly key: string } {
  try {
    const { key, psnr, ssim, seconds } = JSON.parse(line);
    if (typeof key === "string" && [psnr, ssim, seconds].every((value) => typeof value === "number")) {
      return { key, psnr, ssim, seconds };
    }
  } catch {
    // Reported below.
  }
  throw new Error(`${where}: expected a measurement, got ${line.slice(0, 60)}`);
}
