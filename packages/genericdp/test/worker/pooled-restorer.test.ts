import { memory } from "@tensorflow/tfjs-core";
import { nextTask } from "@genericdp/core";
import { blur } from "@genericdp/operators";
import { afterAll, describe, expect, it } from "vitest";
import { denoise, motionKernel, restorer } from "../../src/index.ts";
import type { Restorer } from "../../src/index.ts";
import { noisyPicture } from "../pictures.ts";
import { smallModel } from "../small-model.ts";

const model = smallModel();
const picture = noisyPicture(37, 34, 3, 20);
const known = Uint8Array.from({ length: 37 * 34 }, (_, i) => (i % 11 === 0 ? 0 : 1));
const kernel = motionKernel(5, 30);
const operator = blur(kernel, { boundary: "symmetric" });

const CALLS: Readonly<Record<string, (session: Restorer) => Promise<unknown>>> = {
  denoise: (session) => session.denoise(picture),
  deblur: (session) => session.deblur(picture, { kernel, noiseLevel: 3, iterations: 2 }),
  upscale: (session) => session.upscale(picture, { scale: 2, noiseLevel: 3, iterations: 2 }),
  inpaint: (session) => session.inpaint(picture, { known, iterations: 2 }),
  restore: (session) => session.restore(picture, { operator }, { noiseLevel: 3, iterations: 2 }),
  estimateNoiseLevel: (session) => session.estimateNoiseLevel(picture),
  analyseNoise: (session) => session.analyseNoise(picture),
  examine: (session) => session.examine(picture),
};

const pooled = restorer({ model });
const inline = restorer({ model, inline: true });
afterAll(() => {
  pooled.dispose();
  inline.dispose();
});

describe("a restorer with threads of the library", () => {
  it.each(Object.entries(CALLS))(
    "gives the same results as in the caller's thread, bit for bit: %s",
    async (_, call) => {
      expect(await call(pooled)).toEqual(await call(inline));
    },
  );

  it("does not touch tfjs in the caller's thread, which stays free", async () => {
    const tensors = memory().numTensors;
    let turns = 0;
    const jobs = Array.from({ length: 4 }, () => pooled.denoise(picture, { noiseLevel: 20 }));
    const state = { over: false };
    void Promise.all(jobs).then(() => (state.over = true));
    while (!state.over) {
      turns++;
      await nextTask();
    }
    const [first, ...others] = await Promise.all(jobs);
    for (const other of others) expect(other).toEqual(first);
    expect(memory().numTensors).toBe(tensors);
    // None of these turns contains any of the work.
    expect(turns).toBeGreaterThan(4);
  });

  it("reports its backend", async () => {
    const { backend } = await pooled.start();
    expect(backend).toEqual({
      name: expect.any(String),
      capabilities: (await inline.start()).backend.capabilities,
    });
  });

  it("can be used next to restorers with other models", async () => {
    const other = smallModel();
    other.parameters.fill(0);
    const session = restorer({ model: other });
    const [a, b] = await Promise.all(
      [session, pooled].map((each) => each.denoise(picture, { noiseLevel: 20 })),
    );
    expect(b).toEqual(await inline.denoise(picture, { noiseLevel: 20 }));
    expect(a).not.toEqual(b);
    session.dispose();
  });

  it("aborts running and waiting jobs immediately", async () => {
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const jobs = Array.from({ length: 5 }, () =>
      denoise(picture, { model, noiseLevel: 20, signal: controller.signal }),
    );
    controller.abort(reason);
    for (const job of jobs) await expect(job).rejects.toBe(reason);
    expect(await pooled.denoise(picture, { noiseLevel: 20 })).toEqual(
      await inline.denoise(picture, { noiseLevel: 20 }),
    );
  });
});

describe.each([false, true])("a disposed restorer, inline: %s", (inThisThread) => {
  it("finishes the work in progress and rejects new calls", async () => {
    const session = restorer({ model, inline: inThisThread });
    await session.start();
    const started = inThisThread ? [] : [session.denoise(picture, { noiseLevel: 20 })];
    session.dispose();
    for (const call of Object.values(CALLS)) {
      await expect(call(session)).rejects.toThrow("expected no call after dispose()");
    }
    for (const job of started) expect(await job).toEqual(await inline.denoise(picture, { noiseLevel: 20 }));
    session.dispose();
  });
});
