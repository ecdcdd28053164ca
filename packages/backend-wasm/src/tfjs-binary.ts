import type * as TfjsWasm from "@tensorflow/tfjs-backend-wasm";
import { startTfjsBackend } from "@genericdp/core";
import { engine, env, findBackendFactory } from "@tensorflow/tfjs-core";

type Tfjs = typeof TfjsWasm;

/**
 * Loads the backend of tfjs. If this package is the first to load it, tfjs chooses it only if there is no
 * other, so a program that does not use WebAssembly keeps its backend.
 */
async function loadTfjs(): Promise<Tfjs> {
  const wasThere = findBackendFactory("wasm") !== null;
  const tfjs = await import("@tensorflow/tfjs-backend-wasm");
  const entry = engine().registryFactory["wasm"];
  if (!wasThere && entry !== undefined) entry.priority = 0;
  // The heavy work is done by our kernel; threads of tfjs would only require workers made from blobs.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  return tfjs;
}

/** Its name in tfjs. */
export const TFJS_NAME = "wasm";

/**
 * Starts the WebAssembly backend of tfjs without a fused stage, for callers with their own. Default binary:
 * in Node the copy of tfjs, in a browser the copy in this package, which bundlers include if they support
 * `new URL(…, import.meta.url)`.
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

/**
 * tfjs does not accept bytes, but fetches through its platform object, which no policy of a page restricts.
 */
async function withBytes<Result>(
  tfjs: Tfjs,
  bytes: Uint8Array<ArrayBuffer>,
  start: () => Promise<Result>,
): Promise<Result> {
  // tfjs would wait forever.
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

/**
 * Only the SIMD build is loaded: activate() refuses engines without SIMD and turns off the threads of tfjs.
 */
function setPath({ setWasmPaths }: Tfjs, path: string, byPlatform = false): void {
  const names = ["tfjs-backend-wasm", "tfjs-backend-wasm-simd", "tfjs-backend-wasm-threaded-simd"];
  setWasmPaths(Object.fromEntries(names.map((name) => [`${name}.wasm`, path])), byPlatform);
}

function isNode(): boolean {
  return typeof process === "object" && typeof process.versions?.node === "string";
}
