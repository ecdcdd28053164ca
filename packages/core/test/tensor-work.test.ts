import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  engine,
  findBackendFactory,
  getBackend,
  memory,
  registerBackend,
  registerKernel,
  removeBackend,
  scalar,
  setBackend,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { KernelBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  iterateOn,
  keepCurrent,
  nextTask,
  runOn,
  startTfjsBackend,
  waitFor,
  withBackend,
} from "../src/index.ts";
import type { TensorWork } from "../src/index.ts";

const createCpu = findBackendFactory("cpu") as () => KernelBackend;

/** The value in tfjs if there is no current backend. */
const NONE = null;

/** Puts tfjs into its state before any op. */
function chooseNone(): void {
  registerBackend("nobody", createCpu);
  void setBackend("nobody");
  removeBackend("nobody");
  expect(getBackend()).toBe(NONE);
}

beforeEach(async () => {
  for (const name of ["ours", "slow"]) if (findBackendFactory(name) !== null) removeBackend(name);
  registerBackend("ours", createCpu);
  await startTfjsBackend("ours");
  chooseNone();
});
afterAll(() => removeBackend("ours"));

describe("runOn", () => {
  function* work(seen: string[]): TensorWork<string> {
    seen.push(getBackend());
    const waited = yield* waitFor(async () => {
      seen.push(String(getBackend()));
      await nextTask();
      return "waited";
    });
    seen.push(getBackend());
    return waited;
  }

  it("sets up the kernels of a backend once, not for each piece of work", async () => {
    let count = 0;
    const kernel = { kernelName: "Counted", backendName: "ours", kernelFunc: () => [] };
    registerKernel({ ...kernel, setupFunc: () => void count++ });
    await setBackend("cpu");
    for (let i = 0; i < 3; i++) await runOn("ours", work([]));
    unregisterKernel("Counted", "ours");
    expect(count).toBe(1);
    expect(getBackend()).toBe("cpu");
  });

  it("also computes where tfjs keeps no profiler to be replaced", async () => {
    await setBackend("cpu");
    await runOn("ours", work([]));
    const profiler: unknown = Reflect.get(engine(), "profiler");
    Reflect.set(engine(), "profiler", undefined);
    const seen: string[] = [];
    try {
      expect(await runOn("ours", work(seen))).toBe("waited");
    } finally {
      Reflect.set(engine(), "profiler", profiler);
    }
    expect(seen).toEqual(["ours", "cpu", "ours"]);
  });

  it.each(["cpu", NONE])("computes on its own backend and leaves %s to other code", async (host) => {
    if (host) await setBackend(host);
    const seen: string[] = [];
    const running = runOn("ours", work(seen));
    const others: unknown[] = [];
    const state = { over: false };
    const watching = (async () => {
      while (!state.over) {
        others.push(getBackend());
        await nextTask();
      }
    })();
    expect(await running).toBe("waited");
    state.over = true;
    await watching;
    expect(seen).toEqual(["ours", String(host), "ours"]);
    expect(new Set(others)).toEqual(new Set([host]));
    expect(getBackend()).toBe(host);
    // tfjs chooses a backend as usual.
    expect(add(1, 1).dataSync()[0]).toBe(2);
  });

  it("restores the host's backend even if the host changes it between two pieces", async () => {
    registerBackend("other", createCpu);
    await setBackend("cpu");
    const seen: string[] = [];
    await runOn(
      "ours",
      (function* (): TensorWork<void> {
        yield* waitFor(() => setBackend("other"));
        seen.push(getBackend());
        yield* waitFor(() => seen.push(getBackend()));
      })(),
    );
    expect(seen).toEqual(["ours", "other"]);
    await setBackend("cpu");
    removeBackend("other");
  });

  it("throws the error of a wait at the wait, and restores the host's backend", async () => {
    await setBackend("cpu");
    const failing = (catches: boolean): TensorWork<string> =>
      (function* (): TensorWork<string> {
        try {
          return yield* waitFor(() => Promise.reject(new Error("no luck")));
        } catch (error) {
          if (catches) return `${getBackend()}: ${(error as Error).message}`;
          throw error;
        }
      })();
    expect(await runOn("ours", failing(true))).toBe("ours: no luck");
    await expect(runOn("ours", failing(false))).rejects.toThrow("no luck");
    expect(getBackend()).toBe("cpu");
  });

  it("waits for a backend that the host is starting, during which tfjs cannot compute", async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    registerBackend("slow", () => opened.then(createCpu));
    const starting = setBackend("slow");
    const seen: string[] = [];
    const running = runOn("ours", work(seen));
    await nextTask();
    expect(seen).toEqual([]);
    open();
    await Promise.all([starting, running]);
    expect(seen).toEqual(["ours", "slow", "ours"]);
    expect(getBackend()).toBe("slow");
  });

  it("rejects a backend that was not started, and changes nothing", async () => {
    await setBackend("cpu");
    registerBackend("slow", createCpu);
    await expect(runOn("slow", work([]))).rejects.toThrow('expected backend "slow" to be started');
    expect(getBackend()).toBe("cpu");
  });
});

describe("iterateOn", () => {
  it("yields items while the host's backend is current, and frees its tensors at the end", async () => {
    await setBackend("cpu");
    const before = memory().numTensors;
    const items = iterateOn(
      "ours",
      (function* (): TensorWork<void, { k: number }> {
        const held = scalar(1);
        try {
          for (let k = 0; ; k++) yield { k };
        } finally {
          held.dispose();
        }
      })(),
    );
    for await (const { k } of items) {
      expect(getBackend()).toBe("cpu");
      if (k === 2) break;
    }
    expect(memory().numTensors).toBe(before);
  });
});

describe("startTfjsBackend", () => {
  it("lets the host compute while another backend starts, once for all callers", async () => {
    let made = 0;
    registerBackend("slow", async () => {
      made++;
      for (let i = 0; i < 5; i++) await nextTask();
      return createCpu();
    });
    await setBackend("cpu");
    const starting = Promise.all([startTfjsBackend("slow"), startTfjsBackend("slow")]);
    for (let i = 0; i < 3; i++) {
      await nextTask();
      expect(add(1, i).dataSync()[0]).toBe(1 + i);
    }
    await starting;
    expect(made).toBe(1);
    expect(getBackend()).toBe("cpu");
    expect(withBackend("slow", getBackend)).toBe("slow");
  });

  it("makes the backend available to tfjs, and starts it again after its removal", async () => {
    let made = 0;
    const create = async (): Promise<KernelBackend> => {
      made++;
      return createCpu();
    };
    registerBackend("slow", create, 10);
    await startTfjsBackend("slow");
    chooseNone();
    expect(memory().numTensors).toBeGreaterThanOrEqual(0);
    expect([getBackend(), made]).toEqual(["slow", 1]);
    const factory = findBackendFactory("slow");
    removeBackend("slow");
    registerBackend("slow", factory, 10);
    await startTfjsBackend("slow");
    expect(made).toBe(2);
  });

  it("names a backend that tfjs does not know", async () => {
    await expect(startTfjsBackend("none")).rejects.toThrow('expected a registered backend, got "none"');
  });
});

describe("keepCurrent", () => {
  it("restores that there was none", () => {
    const putBack = keepCurrent();
    void setBackend("ours");
    putBack();
    expect(engine().backendName).toBe(NONE);
  });
});
