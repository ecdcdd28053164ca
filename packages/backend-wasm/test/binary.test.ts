import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import "@tensorflow/tfjs-backend-wasm";
import {
  add,
  env,
  findBackendFactory,
  registerBackend,
  removeBackend,
  tensor1d,
} from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { wasm } from "../src/index.ts";

const NAME = "tfjs-backend-wasm-simd.wasm";
const tfjs = import.meta.resolve("@tensorflow/tfjs-backend-wasm/package.json");

/** tfjs's binary with a section of ours at its end, so that it can be told from any other. */
async function markedBinary(): Promise<Uint8Array<ArrayBuffer>> {
  const plain = await readFile(fileURLToPath(new URL(`wasm-out/${NAME}`, tfjs)));
  return Uint8Array.from([...plain, 0, 3, 2, 0x6d, 0x65]);
}

describe("tfjs's binary", () => {
  let folder: string;
  let loaded: () => number[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "genericdp-binary-"));
    // tfjs starts its backend once; now it has to again.
    const factory = findBackendFactory("wasm");
    removeBackend("wasm");
    registerBackend("wasm", factory, 2);
    const instantiate = vi.spyOn(WebAssembly, "instantiate");
    loaded = () => {
      const sources = instantiate.mock.calls.map(([source]): object => source);
      return sources.map((source) => ("byteLength" in source ? Number(source.byteLength) : 0));
    };
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  it("is that of the caller's bytes", async () => {
    const { platform } = env();
    const binary = await markedBinary();
    await wasm({ threads: 1, binary }).activate();
    expect(loaded()).toContain(binary.length);
    expect([...add(tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
    expect(env().platform).toBe(platform);
  });

  it.each(["path", "URL"])("is that at the caller's %s", async (kind) => {
    const binary = await markedBinary();
    const path = join(folder, "another-name.wasm");
    await writeFile(path, binary);
    await wasm({ threads: 1, binary: kind === "path" ? path : pathToFileURL(path) }).activate();
    expect(loaded()).toContain(binary.length);
  });

  it("that is not at its declared place is an error", async () => {
    // The last: tfjs starts no other backend after that.
    vi.spyOn(console, "warn").mockReturnValue();
    vi.spyOn(console, "error").mockReturnValue();
    const binary = join(folder, "nothing.wasm");
    await expect(wasm({ threads: 1, binary }).activate()).rejects.toThrow("backend to start");
  });

  it("is not what is no WebAssembly", async () => {
    const { platform } = env();
    const activation = wasm({ threads: 1, binary: Uint8Array.of(1, 2, 3) }).activate();
    await expect(activation).rejects.toThrow(
      new TypeError("wasm: expected a binary of WebAssembly, got 3 other bytes"),
    );
    expect(env().platform).toBe(platform);
  });
});
