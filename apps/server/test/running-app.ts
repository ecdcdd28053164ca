import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { FastifyInstance } from "fastify";
import sharp from "sharp";
import { createApp } from "../src/app.ts";
import type { AppOptions } from "../src/app.ts";
import { Busy } from "../src/engine/picture-job.ts";
import type { Engine, PictureJob, PictureResult, RunOptions } from "../src/engine/picture-job.ts";

/** A noisy picture of hills, as a file. */
export async function picture(
  width: number,
  height: number,
  {
    channels = 3,
    format = "png",
  }: { channels?: 1 | 3; format?: "png" | "jpeg" | "webp" | "tiff" | "gif" } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const clean = Float32Array.from({ length: width * height * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    return 120 + 60 * Math.sin(x / 9) * Math.cos(y / 7);
  });
  const noisy = addGaussianNoise(clean, 15, randomStream(3, width, height));
  const image = sharp(Uint8ClampedArray.from(noisy), { raw: { width, height, channels } });
  return new Uint8Array(await image.toFormat(format).toBuffer());
}

/** An engine controlled by the test. */
export interface HeldEngine extends Engine {
  readonly jobs: {
    readonly job: PictureJob;
    readonly options: RunOptions;
    readonly finish: (result?: Partial<PictureResult>) => void;
    readonly fail: (error: Error) => void;
  }[];
}

/** Accepts as many jobs as it has room for, but processes none. */
export function heldEngine(room: number = Infinity): HeldEngine {
  const jobs: HeldEngine["jobs"] = [];
  const open = new Set<object>();
  const full = (): number | undefined => (open.size < room ? undefined : 7);
  return {
    jobs,
    full,
    load: () => open.size,
    ready: async () => undefined,
    close: async () => undefined,
    run: async (job, options = {}) => {
      const later = full();
      if (later !== undefined) throw new Busy(later);
      open.add(job);
      try {
        return await new Promise<PictureResult>((resolve, reject) => {
          const finish = (result: Partial<PictureResult> = {}): void =>
            resolve({
              bytes: Buffer.from("result"),
              format: job.format ?? "png",
              width: 2,
              height: 1,
              channels: 1,
              noiseLevel: 5,
              ...result,
            });
          jobs.push({ job, options, finish, fail: reject });
          options.signal?.addEventListener("abort", () => reject(options.signal!.reason as Error));
        });
      } finally {
        open.delete(job);
      }
    },
  };
}

/** A service that listens on a free port. */
export async function listening(
  options: AppOptions,
): Promise<{ readonly app: FastifyInstance; readonly url: string }> {
  const app = await createApp(options);
  return { app, url: await app.listen({ port: 0, host: "127.0.0.1" }) };
}

/** A form with files and fields. */
export function form(parts: Readonly<Record<string, Uint8Array | string>>): FormData {
  const data = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === "string") data.append(name, part);
    else data.append(name, new Blob([new Uint8Array(part)]), `${name}.png`);
  }
  return data;
}
