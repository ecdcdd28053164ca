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

/** The binary of tfjs with an additional section at its end, which makes it recognisable. */
async function markedBinary(): Promise<Uint8Array<ArrayBuffer>> {
  const plain = await readFile(fileURLToPath(new URL(`wasm-out/${NAME}`, tfjs)));
  return Uint8Array.from([...plain, 0, 3, 2, 0x6d, 0x65]);
}

describe("the binary of tfjs", () => {
  let folder: string;
  let loaded: () => number[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "genericdp-binary-"));
    // tfjs starts its backend only once; this makes it start again.
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

  it("may be given as bytes", async () => {
    const { platform } = env();
    const binary = await markedBinary();
    await wasm({ threads: 1, binary }).activate();
    expect(loaded()).toContain(binary.length);
    expect([...add(tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
    expect(env().platform).toBe(platform);
  });

  it.each(["path", "URL"])("may be given by a %s", async (kind) => {
    const binary = await markedBinary();
    const path = join(folder, "another-name.wasm");
    await writeFile(path, binary);
    await wasm({ threads: 1, binary: kind === "path" ? path : pathToFileURL(path) }).activate();
    expect(loaded()).toContain(binary.length);
  });

  it("is missing from the given place: an error", async () => {
    // Must be the last test: tfjs starts no other backend afterwards.
    vi.spyOn(console, "warn").mockReturnValue();
    vi.spyOn(console, "error").mockReturnValue();
    const binary = join(folder, "nothing.wasm");
    await expect(wasm({ threads: 1, binary }).activate()).rejects.toThrow("backend to start");
  });

  it("must be WebAssembly", async () => {
    const { platform } = env();
    const activation = wasm({ threads: 1, binary: Uint8Array.of(1, 2, 3) }).activate();
    await expect(activation).rejects.toThrow(
      new TypeError("wasm: expected a binary of WebAssembly, got 3 other bytes"),
    );
    expect(env().platform).toBe(platform);
  });
});
