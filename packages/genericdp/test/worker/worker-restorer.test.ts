import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GenericDPError, motionKernel, restorer } from "../../src/index.ts";
import type { LevelImage, Restorer, RgbaImage } from "../../src/index.ts";
import { workerRestorer } from "../../src/worker.ts";
import type { WorkerRestorer } from "../../src/worker.ts";
import { noisyPicture, toRgba } from "../pictures.ts";
import { smallModel } from "../small-model.ts";
import { localWorker, threadWorker } from "./workers.ts";

const size = { width: 37, height: 34 };
const gray = noisyPicture(37, 34, 1, 20);
const colour = noisyPicture(37, 34, 3, 20);
const rgba = { data: toRgba(colour), ...size };
const withAlpha = { ...colour, alpha: gray.data.map((level) => Math.min(255, Math.abs(level))) };
const known = Uint8Array.from(gray.data, (_, i) => (i % 11 === 0 ? 0 : 1));

type Methods = Pick<Restorer, "denoise" | "deblur" | "upscale" | "inpaint" | "deblock">;
type Call = <Image extends RgbaImage | LevelImage>(session: Methods, image: Image) => Promise<Image>;
const calls: Readonly<Record<string, Call>> = {
  denoise: (session, image) => session.denoise(image, { noiseLevel: 20, strength: 0.9 }),
  "denoise at the estimate": (session, image) => session.denoise(image),
  deblur: (session, image) =>
    session.deblur(image, { kernel: motionKernel(5, 30), noiseLevel: 3, iterations: 2 }),
  upscale: (session, image) => session.upscale(image, { scale: 2, noiseLevel: 3, iterations: 2 }),
  deblock: (session, image) => session.deblock(image, { jpegQuality: 20, iterations: 2 }),
  inpaint: (session, image) => session.inpaint(image, { known, iterations: 2 }),
};

const images = [gray, colour, rgba, withAlpha];
const wanted = new Map<string, object>();
let direct: Restorer;
beforeAll(() => {
  direct = restorer({ inline: true, model: smallModel() });
});
afterAll(() => direct.dispose());

describe.each([
  ["over a channel", localWorker],
  ["in a thread", threadWorker],
])("a worker %s", (_, worker) => {
  let session: WorkerRestorer;
  // One for all tests: a thread takes a second to load its modules.
  beforeAll(() => {
    session = workerRestorer({ worker });
  });
  afterAll(() => session.dispose());

  it.each(Object.entries(calls))("restores like the restorer, bit for bit: %s", async (name, call) => {
    for (const [i, image] of images.entries()) {
      const expected = wanted.get(`${name} ${i}`) ?? (await call(direct, image));
      wanted.set(`${name} ${i}`, expected);
      expect(await call(session, image)).toEqual(expected);
    }
  });

  it("does several jobs in the order of the calls", async () => {
    const order: number[] = [];
    const levels = [5, 10, 15, 20];
    const jobs = levels.map(async (noiseLevel) => {
      const { data } = await session.denoise(gray, { noiseLevel });
      order.push(noiseLevel);
      return data;
    });
    const results = await Promise.all(jobs);
    expect(order).toEqual(levels);
    for (const [i, noiseLevel] of levels.entries()) {
      expect(results[i]).toEqual((await direct.denoise(gray, { noiseLevel })).data);
    }
  });

  it("rejects an aborted job with the signal's reason, and does the next one", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const shares: number[] = [];
    const aborted = session.denoise(colour, {
      noiseLevel: 20,
      signal: controller.signal,
      onProgress: (share) => {
        shares.push(share);
        controller.abort(reason);
      },
    });
    const next = session.denoise(gray, { noiseLevel: 20 });
    await expect(aborted).rejects.toBe(reason);
    expect(await next).toEqual(await direct.denoise(gray, { noiseLevel: 20 }));
    // There is no further message about an aborted job.
    expect(shares).toHaveLength(1);
  });

  it("reports its progress", async () => {
    const shares: number[] = [];
    await session.denoise(colour, { noiseLevel: 20, onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(3);
    expect(shares.at(-1)).toBe(1);
  });

  it("fails like the restorer", async () => {
    const cases: readonly [LevelImage, object][] = [
      [gray, { noiseLevel: 99 }],
      [gray, { noiseLevel: "loud" }],
      [{ ...gray, width: 36 }, { noiseLevel: 20 }],
      [{ ...gray, data: [1, 2, 3] as never }, { noiseLevel: 20 }],
      [noisyPicture(8, 8, 1, 20), { strength: 0 }],
    ];
    for (const [image, options] of cases) {
      const expected: Error = await direct.denoise(image, options).then(never, (error: Error) => error);
      const error: Error = await session.denoise(image, options).then(never, (got: Error) => got);
      expect(error).toBeInstanceOf(expected.constructor);
      expect(error.name).toBe(expected.name);
      expect(error.message).toBe(expected.message);
      expect(error.cause instanceof Error).toBe(expected.cause instanceof Error);
    }
    // It keeps working.
    expect(await session.denoise(gray, { noiseLevel: 20 })).toEqual(
      await direct.denoise(gray, { noiseLevel: 20 }),
    );
  });

  it("reports its backend and estimates noise", async () => {
    const { name, architecture } = smallModel();
    const { backend, denoiser } = await session.start();
    expect(denoiser).toEqual({
      name,
      noiseRange: architecture.noiseRange,
      stages: architecture.stages,
      channels: 1,
    });
    const { name: used, capabilities } = (await direct.start()).backend;
    expect(backend).toEqual({ name: used, capabilities });
    expect(Math.abs((await session.estimateNoiseLevel(gray)) - 20)).toBeLessThan(6);
  });
});

function never(): never {
  throw new Error("expected it to fail");
}

it("errors of the library keep their code and base class across threads", async () => {
  const session = workerRestorer({ worker: localWorker, model: new Uint8Array([1, 2, 3]) });
  const error = await session.denoise(gray, { noiseLevel: 9 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GenericDPError);
  expect(error).toMatchObject({ name: "ModelFormatError", code: "model-format" });
  session.dispose();
  expect(() => restorer({ inline: true, model: new Uint8Array(3) })).toThrow(GenericDPError);
});
