import { mul } from "@tensorflow/tfjs-core";
import { identity } from "@genericdp/operators";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restorer } from "../src/index.ts";
import type { Restorer } from "../src/index.ts";
import { cleanPicture } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

let session: Restorer;
beforeAll(() => {
  session = restorer({ model: smallModel(), inline: true });
});
afterAll(() => session.dispose());

describe("any denoiser", () => {
  const half = {
    name: "half",
    noiseRange: { min: 0.1, max: 100 },
    denoise: (x: Parameters<typeof mul>[0] & object) => mul(x as never, 0.5) as never,
  };

  it("is used unchanged, synchronous or asynchronous, with and without an operator", async () => {
    const image = cleanPicture(16, 12, 3);
    const late = { ...half, denoise: async (x: never): Promise<never> => half.denoise(x) };
    for (const denoiser of [half, late]) {
      const own = restorer({ denoiser });
      const { data } = await own.denoise(image, { noiseLevel: 60 });
      data.forEach((level, i) => expect(level).toBeCloseTo(image.data[i]! / 2, 3));
      const pulled = await own.restore(image, { operator: identity() }, { noiseLevel: 50, iterations: 1 });
      // One step: u = y, z = u/2.
      pulled.data.forEach((level, i) => expect(level).toBeCloseTo(image.data[i]! / 2, 3));
      expect((await own.start()).denoiser).toEqual({ name: "half", noiseRange: half.noiseRange });
      await expect(own.denoise(image, { noiseLevel: 101 })).rejects.toThrow("from 0.1 to 100");
      await expect(
        own.restore(image, { operator: identity() }, { noiseLevel: 5, schedule: "paper" }),
      ).rejects.toThrow('"paper" needs a model\'s stages');
      own.dispose();
      await expect(own.denoise(image, { noiseLevel: 60 })).rejects.toThrow("no call after dispose()");
    }
  });

  it.each([
    [{ denoiser: { ...half, noiseRange: undefined } }, "got a noiseRange of undefined"],
    [{ denoiser: { ...half, denoise: 5 } }, "got no function denoise"],
    [{ denoiser: 5 }, "expected a denoiser"],
    [{ denoiser: half, model: "gray" }, "expected a model or a denoiser, got both"],
    [
      { model: "grey" },
      'one of gray, gray-tiny, gray-plus, gray-paper, generic, colour, colour-tiny, photo, got "grey"',
    ],
    [{ model: {} }, "expected a model, the bytes of one or its name"],
    [{ backends: [] }, "expected one of model, denoiser, backend, got an option backends"],
  ])("that is invalid is rejected immediately: %j", (options, message) => {
    expect(() => restorer(options as never)).toThrow(message);
  });

  it("can be a bundled model, given by name", async () => {
    const own = restorer({ model: "gray-tiny" });
    expect((await own.start()).denoiser).toMatchObject({ name: "gray-tiny", noiseRange: { max: 55 } });
    own.dispose();
  });
});
