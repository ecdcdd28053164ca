import "@tensorflow/tfjs-backend-cpu";
import { wasm } from "@genericdp/backend-wasm";
import { nextTask } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { genericDP } from "@genericdp/model";
import { mask } from "@genericdp/operators";
import {
  add,
  engine,
  findBackendFactory,
  getBackend,
  registerBackend,
  removeBackend,
  setBackend,
  tensor1d,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { denoise, fastestBackend, restorer } from "../src/index.ts";
import type { Restorer } from "../src/index.ts";
import { largestDifference, noisyPicture } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

const model = smallModel();
const image = noisyPicture(40, 36, 3, 10);
const known = Array.from({ length: 40 * 36 }, (_, i) => (i % 3 ? 1 : 0));

/** The value in tfjs if no backend was ever chosen. */
const NONE = null;

function chooseNone(): void {
  registerBackend("nobody", findBackendFactory("cpu"));
  void setBackend("nobody");
  removeBackend("nobody");
}

/** Every function that computes with tfjs. */
const CALLS: Readonly<Record<string, (session: Restorer) => Promise<{ data: Float32Array }>>> = {
  denoise: (session) => session.denoise(image, { noiseLevel: 10 }),
  "denoise in all orientations": (session) => session.denoise(image, { noiseLevel: 10, selfEnsemble: true }),
  "deblur, by conjugate gradients": (session) =>
    session.deblur(image, { kernel: box(3), noiseLevel: 5, iterations: 2 }),
  "upscale, in closed form": (session) => session.upscale(image, { scale: 2, noiseLevel: 5, iterations: 2 }),
  inpaint: (session) => session.inpaint(image, { known, iterations: 2 }),
  "restore by the paper's schedule": (session) =>
    session.restore(
      image,
      { operator: mask({ data: known, width: 40, height: 36 }) },
      { noiseLevel: 5, schedule: "paper" },
    ),
};

function box(side: number): { width: number; height: number; data: Float32Array } {
  return { width: side, height: side, data: new Float32Array(side * side).fill(1 / side ** 2) };
}

/** Simulates a host that runs a network of its own on its own backend whenever it gets a turn. */
async function hostComputes(host: string | null, until: Promise<unknown>): Promise<number> {
  const state = { over: false };
  let turns = 0;
  void until.finally(() => (state.over = true)).catch(() => undefined);
  while (!state.over) {
    expect(getBackend()).toBe(host);
    if (host !== NONE) expect(hostNetwork()).toBeCloseTo(120, 0);
    turns++;
    await nextTask();
  }
  expect(getBackend()).toBe(host);
  return turns;
}

function hostNetwork(): number {
  return tidy(() => {
    const x: Tensor4D = tensor4d(new Float32Array(64).fill(120), [1, 8, 8, 1]);
    const network = genericDP(model);
    const level = network.denoise(x, { noiseLevel: 10 }).dataSync()[27]!;
    network.dispose();
    return level;
  });
}

afterAll(() => setBackend("cpu"));

describe.each(["cpu", NONE])("beside a host whose backend is %s", (host) => {
  beforeEach(async () => {
    if (host === NONE) chooseNone();
    else await setBackend(host);
  });

  it.each(Object.entries(CALLS))("%s keeps it, and computes on its own backend", async (_, call) => {
    const session = restorer({ inline: true, model });
    const reference = await call(session);
    const running = call(session);
    const turns = await hostComputes(host, running);
    expect(turns).toBeGreaterThan(1);
    expect(largestDifference((await running).data, reference.data)).toBe(0);
    session.dispose();
  });

  it("choosing the fastest backend does not change it", async () => {
    const [one, two] = [wasm({ threads: 1 }), wasm({ threads: 2 })];
    const choosing = fastestBackend([one, two], { model, side: 32 });
    expect(await hostComputes(host, choosing)).toBeGreaterThan(1);
    expect([one, two]).toContain((await choosing).backend);
    for (const backend of [one, two]) backend.release();
  });

  it("progress is reported with the host's backend current", async () => {
    const seen = new Set<string>();
    await denoise(image, { model, noiseLevel: 10, onProgress: () => void seen.add(getBackend()) });
    expect([...seen]).toEqual([host]);
  });
});

describe("a host that changes its backend", () => {
  it("after a call: the next one computes on WebAssembly as before", async () => {
    const session = restorer({ inline: true, model });
    const { data } = await session.denoise(image, { noiseLevel: 10 });
    await setBackend("cpu");
    const ran = new Set<string>();
    const tfjs = engine();
    const runKernel = tfjs.runKernel.bind(tfjs);
    const spy = vi.spyOn(tfjs, "runKernel").mockImplementation((...call) => {
      ran.add(getBackend());
      return runKernel(...call);
    });
    const again = await session.denoise(image, { noiseLevel: 10 });
    spy.mockRestore();
    expect([...ran]).toEqual(["wasm"]);
    expect(again.data).toEqual(data);
    expect(getBackend()).toBe("cpu");
    session.dispose();
  });
});

describe("starting", () => {
  it("lets the host compute, and accepts a backend without start()", async () => {
    await setBackend("cpu");
    const { start: _, ...old } = wasm({ threads: 1 });
    for (const backend of [wasm({ threads: 1 }), old as Backend]) {
      await wasm({ threads: 1 }).start!();
      const factory = findBackendFactory("wasm");
      removeBackend("wasm");
      registerBackend("wasm", factory, 0);
      const session = restorer({ model, backend });
      const starting = session.start();
      if (backend.start) await hostComputes("cpu", starting);
      await starting;
      expect(getBackend()).toBe("cpu");
      expect((await session.denoise(image, { noiseLevel: 10 })).data).toHaveLength(image.data.length);
      session.dispose();
      backend.release();
    }
  });

  it("waits for a backend that the host is starting", async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    registerBackend("slow", async () => {
      await opened;
      return (findBackendFactory("cpu") as () => never)();
    });
    const session = restorer({ inline: true, model });
    await session.start();
    const hosts = setBackend("slow");
    const running = session.denoise(image, { noiseLevel: 10 });
    await nextTask();
    open();
    await Promise.all([hosts, running]);
    expect(getBackend()).toBe("slow");
    await setBackend("cpu");
    removeBackend("slow");
    session.dispose();
  });
});

it("does not affect a host that never chose a backend: tfjs uses the host's", async () => {
  chooseNone();
  await denoise(image, { model, noiseLevel: 10 });
  const sum = add(tensor1d([1, 2]), 1);
  expect([...sum.dataSync()]).toEqual([2, 3]);
  expect(getBackend()).toBe("cpu");
});
