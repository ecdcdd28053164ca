import { wasm } from "@genericdp/backend-wasm";
import { BackendUnavailable, DIFFUSION_STAGE, randomStream } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { getKernel, memory, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { pixelImage } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { gaussianKernel, restorer } from "../src/index.ts";
import type { RestorerOptions } from "../src/index.ts";
import { slow } from "./slow-backend.ts";
import { smallModel } from "./small-model.ts";

const model = smallModel();
const image = {
  width: 20,
  height: 14,
  data: Float32Array.from({ length: 280 }, (_, i) => 100 + ((i * 53) % 97)),
};

/** A WebAssembly backend that fails after its stage has run a number of times. */
function failing(after: number, error: Error = new BackendUnavailable("failing", "lost")): Backend {
  const backend = wasm({ threads: 1 });
  let runs = 0;
  return {
    ...backend,
    name: "failing",
    start: async () => {
      const name = await backend.start!();
      const kernel = getKernel(DIFFUSION_STAGE, "wasm")!;
      unregisterKernel(DIFFUSION_STAGE, "wasm");
      registerKernel({
        ...kernel,
        kernelFunc: (call) => {
          if (++runs > after) throw error;
          return kernel.kernelFunc(call);
        },
      });
      return name;
    },
  };
}
/** Stages run to choose between two backends. */
const TRIALS = 3;

describe("a restorer with several backends", () => {
  const used: Backend[] = [];
  const session = (...backend: Backend[]): ReturnType<typeof restorer> => {
    used.push(...backend);
    return restorer({ model, backend });
  };
  afterEach(() => used.splice(0).forEach((backend) => backend.release()));

  it.each([
    [
      "denoises",
      (on: ReturnType<typeof restorer>, photo: PixelImage) => on.denoise(photo, { noiseLevel: 12 }),
    ],
    [
      "restores",
      (on: ReturnType<typeof restorer>, photo: PixelImage) =>
        on.deblur(photo, { kernel: gaussianKernel(1, { size: 5 }), noiseLevel: 12, iterations: 2 }),
    ],
  ])("%s colour at once if its backend supports it, otherwise plane by plane", async (_task, run) => {
    const all = wasm();
    const { severalChannels: _, ...capabilities } = all.capabilities;
    const noise = randomStream(5);
    const data = Float32Array.from(
      { length: 3 * 40 * 36 },
      (_level, i) => 90 + 20 * (i % 3) + 12 * noise.normal(),
    );
    const photo = pixelImage({ data, width: 40, height: 36, channels: 3 });
    const levels = async (options: RestorerOptions): Promise<Float32Array> => {
      const choosing = restorer({ ...options, inline: true });
      used.push(...[options.backend ?? []].flat());
      const restored = await run(choosing, photo);
      choosing.dispose();
      return restored.data;
    };
    const [colour, gray] = [
      await levels({ model: "colour", backend: all }),
      await levels({ model: "gray", backend: all }),
    ];
    const absent = {
      ...all,
      name: "absent",
      start: () => Promise.reject(new BackendUnavailable("absent", "not here")),
    };
    expect(await levels({ backend: [{ ...absent, capabilities }, all] })).toEqual(colour);
    expect(await levels({ backend: [absent, { ...all, name: "planes", capabilities }] })).toEqual(gray);
  });

  it("uses the fastest and says why; gives no reason for a single one", async () => {
    const choosing = session(slow(), failing(Infinity));
    const { backend, reason } = await choosing.start();
    expect(backend.name).toBe("failing");
    expect(reason).toMatch(/^failing: the fastest of slow \d+\.\d ms, failing \d+\.\d ms$/);
    choosing.dispose();
    const plain = session(wasm());
    expect(await plain.start()).not.toHaveProperty("reason");
    plain.dispose();
  });

  it.each(["denoise", "inpaint"] as const)(
    "restarts an image on another backend if the first one fails during the work: %s",
    async (task) => {
      const run = (on: ReturnType<typeof restorer>): Promise<typeof image> =>
        task === "denoise"
          ? on.denoise(image, { noiseLevel: 20 })
          : on.inpaint(image, { known: image.data.map((_, i) => (i % 3 ? 1 : 0)), noiseLevel: 5 });
      const reference = session(slow());
      const expected = await run(reference);
      reference.dispose();
      const tensors = memory().numTensors;
      const resilient = session(failing(TRIALS + 1), slow());
      expect((await resilient.start()).backend.name).toBe("failing");
      const restored = await run(resilient);
      const { backend, reason, gaveUp } = await resilient.start();
      expect(backend.name).toBe("slow");
      expect(reason).toBe("slow: failing failed (failing: lost)");
      expect(gaveUp).toEqual(["failing"]);
      restored.data.forEach((level, i) => expect(level).toBeCloseTo(expected.data[i]!, 2));
      resilient.dispose();
      expect(memory().numTensors).toBe(tensors);
    },
  );

  it("restarts a photo with saturated pixels from its first plane", async () => {
    const data = Float32Array.from({ length: 3 * 280 }, (_, i) =>
      Math.floor(i / 3) % 20 === 9 ? 255 : 60 + ((i * 53) % 97),
    );
    const photo = pixelImage({ data, width: 20, height: 14, channels: 3 });
    const options = { kernel: gaussianKernel(1, { size: 5 }), noiseLevel: 5, iterations: 3 };
    const reference = session(slow());
    const expected = await reference.deblur(photo, options);
    reference.dispose();
    const ofPlane = options.iterations * model.architecture.stages;
    const resilient = session(failing(TRIALS + ofPlane + 1), slow());
    const restored = await resilient.deblur(photo, options);
    expect((await resilient.start()).gaveUp).toEqual(["failing"]);
    restored.data.forEach((level, i) => expect(level).toBeCloseTo(expected.data[i]!, 1));
    resilient.dispose();
  });

  it("says why the next one is the fastest of the remaining backends", async () => {
    const resilient = session(failing(TRIALS + 1), slow(), { ...slow(), name: "slower" });
    await resilient.denoise(image, { noiseLevel: 20 });
    const { reason, gaveUp } = await resilient.start();
    expect(reason).toMatch(/: the fastest of slow .* ms, slower .* ms; failing failed \(failing: lost\)$/);
    expect(gaveUp).toEqual(["failing"]);
    resilient.dispose();
  });

  it("restarts two images in progress on the next backend", async () => {
    const resilient = session(failing(TRIALS + 1), slow());
    const [a, b] = await Promise.all([
      resilient.denoise(image, { noiseLevel: 20 }),
      resilient.denoise(image, { noiseLevel: 20 }),
    ]);
    a.data.forEach((level, i) => expect(level).toBeCloseTo(b.data[i]!, 2));
    resilient.dispose();
  });

  it("fails if the last backend fails, and immediately with any other error", async () => {
    const lost = session(failing(1));
    await expect(lost.denoise(image, { noiseLevel: 20 })).rejects.toThrow("failing: lost");
    const broken = session(failing(TRIALS + 1, new RangeError("no such thing")), slow());
    await expect(broken.denoise(image, { noiseLevel: 20 })).rejects.toThrow("no such thing");
  });
});
