import type * as TfjsWasm from "@tensorflow/tfjs-backend-wasm";
import { startTfjsBackend } from "@genericdp/core";
import { engine, env, findBackendFactory } from "@tensorflow/tfjs-core";

type Tfjs = typeof TfjsWasm;

/**
 * Loads tfjs's backend. Where nobody else did before, tfjs takes it only where there is no other: a program
 * that never asked for WebAssembly goes on computing where it did.
 */
async function loadTfjs(): Promise<Tfjs> {
  const wasThere = findBackendFactory("wasm") !== null;
  const tfjs = await import("@tensorflow/tfjs-backend-wasm");
  const entry = engine().registryFactory["wasm"];
  if (!wasThere && entry !== undefined) entry.priority = 0;
  // The heavy work is in our kernel: tfjs's own threads would only ask for workers made from blobs.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  return tfjs;
}

/** What tfjs calls it. */
export const TFJS_NAME = "wasm";

/**
 * Starts tfjs's WebAssembly backend without a fused stage, for those who bring their own. Default binary: in
 * Node the copy of tfjs; in a browser the copy that the build puts beside this package's files, which
 * bundlers that understand `new URL(…, import.meta.url)` include.
 *
 * @returns the name of the backend in tfjs.
 * @throws TypeError for bytes that are not WebAssembly; Error if the backend does not start.
 */
export async function startTfjsWasm(binary?: string | URL | Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    await withTfjsBinary(binary, () => startTfjsBackend(TFJS_NAME));
  } catch (cause) {
    if (cause instanceof TypeError) throw cause;
    throw new Error("wasm: expected tfjs's WebAssembly backend to start, but it did not", { cause });
  }
  return TFJS_NAME;
}

async function withTfjsBinary<Result>(
  binary: string | URL | Uint8Array<ArrayBuffer> | undefined,
  start: () => Promise<Result>,
): Promise<Result> {
  const tfjs = await loadTfjs();
  if (binary instanceof Uint8Array) return withBytes(tfjs, binary, start);
  if (binary !== undefined) setPath(tfjs, String(binary));
  else if (!isNode()) setPath(tfjs, new URL("../wasm/tfjs-backend-wasm-simd.wasm", import.meta.url).href);
  return start();
}

/** tfjs knows no bytes, but asks the platform for what it fetches; no policy of a page forbids that. */
async function withBytes<Result>(
  tfjs: Tfjs,
  bytes: Uint8Array<ArrayBuffer>,
  start: () => Promise<Result>,
): Promise<Result> {
  // tfjs would wait for ever.
  if (!WebAssembly.validate(bytes)) {
    throw new TypeError(`wasm: expected a binary of WebAssembly, got ${bytes.length} other bytes`);
  }
  const path = "bytes:tfjs-backend-wasm-simd.wasm";
  setPath(tfjs, path, true);
  const environment = env();
  const { platform } = environment;
  environment.platform = Object.assign(Object.create(platform) as typeof platform, {
    fetch: async (asked: string, init?: RequestInit) =>
      asked === path ? new Response(bytes) : platform.fetch(asked, init),
  });
  try {
    return await start();
  } finally {
    environment.platform = platform;
  }
}

/** Only the SIMD build is ever loaded: activate() refuses engines without it and turns tfjs's threads off. */
function setPath({ setWasmPaths }: Tfjs, path: string, byPlatform = false): void {
  const names = ["tfjs-backend-wasm", "tfjs-backend-wasm-simd", "tfjs-backend-wasm-threaded-simd"];
  setWasmPaths(Object.fromEntries(names.map((name) => [`${name}.wasm`, path])), byPlatform);
}

function isNode(): boolean {
  return typeof process === "object" && typeof process.versions?.node === "string";
}
