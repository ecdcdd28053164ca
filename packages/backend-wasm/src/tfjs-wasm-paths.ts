/** The three binaries that tfjs's backend asks for by name. */
interface TfjsWasmPaths {
  readonly "tfjs-backend-wasm.wasm": string;
  readonly "tfjs-backend-wasm-simd.wasm": string;
  readonly "tfjs-backend-wasm-threaded-simd.wasm": string;
}

/**
 * Where a browser finds tfjs's binary: beside this package's own files, where the build puts a copy, so that
 * any bundler that knows `new URL(…, import.meta.url)` carries it along. Undefined in Node: tfjs has its own.
 */
export function tfjsWasmPaths(): TfjsWasmPaths | undefined {
  if (typeof process === "object" && typeof process.versions?.node === "string") return undefined;
  const simd = new URL("../wasm/tfjs-backend-wasm-simd.wasm", import.meta.url).href;
  // Only the SIMD build is ever fetched: activate() refuses engines without it and turns tfjs's threads off.
  return {
    "tfjs-backend-wasm.wasm": simd,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": simd,
  };
}
