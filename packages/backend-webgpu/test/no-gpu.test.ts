import { afterEach, describe, expect, it, vi } from "vitest";
import { webgpu } from "../src/index.ts";

describe("webgpu without a GPU", () => {
  const put = (gpu: unknown): void => {
    vi.stubGlobal("navigator", { gpu });
  };
  afterEach(() => vi.unstubAllGlobals());

  it("is unavailable if there is no adapter", async () => {
    put({ requestAdapter: () => Promise.resolve(null) });
    const refused = webgpu().activate();
    await expect(refused).rejects.toMatchObject({ name: "GpuError", reason: "unavailable" });
    await expect(refused).rejects.toThrow("webgpu: expected an adapter, got none");
  });

  it("is unavailable if the adapter provides no device", async () => {
    const requestDevice = (): Promise<never> => Promise.reject(new Error("busy"));
    put({ requestAdapter: () => Promise.resolve({ limits: {}, features: new Set(), requestDevice }) });
    const refused = webgpu().activate();
    await expect(refused).rejects.toMatchObject({ name: "GpuError", reason: "unavailable" });
    await expect(refused).rejects.toThrow("busy");
  });

  it("is unavailable in a browser without WebGPU, and in an insecure page", async () => {
    put(undefined);
    vi.stubGlobal("process", { ...process, versions: {} });
    const refused = webgpu().activate();
    await expect(refused).rejects.toMatchObject({ name: "GpuError", reason: "unavailable" });
    await expect(refused).rejects.toThrow(/expected a browser with navigator\.gpu, got none$/);
    vi.stubGlobal("isSecureContext", false);
    await expect(webgpu().activate()).rejects.toThrow("the page is not from https or localhost");
  });

  it.each<object>([{ bindingBytes: 0 }, { workPerSubmit: NaN }, { responses: "float8" }])(
    "rejects %o",
    (options) => {
      expect(() => webgpu(options)).toThrow(RangeError);
    },
  );
});
