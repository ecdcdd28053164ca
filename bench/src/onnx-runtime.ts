import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The common interface of ONNX Runtime's packages, as far as it is used here. */
interface OnnxRuntime {
  readonly Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => OnnxValue;
  readonly InferenceSession: {
    create(file: Uint8Array, options: object): Promise<Session>;
  };
  readonly env: { readonly wasm: { numThreads?: number } };
}

interface OnnxValue {
  readonly data: Float32Array;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Record<string, OnnxValue>): Promise<Record<string, OnnxValue | undefined>>;
}

export type OnnxPackage = "onnxruntime-web" | "onnxruntime-node";

/** Runs the network on a plane. */
export type PlaneNetwork = (plane: Float32Array) => Promise<Float32Array>;

export interface NetworkOptions {
  /** [1, channels, height, width] */
  readonly shape: readonly number[];
  /** The second input, if the network has one. */
  readonly noiseLevel?: number;
  /** Default: 1. */
  readonly threads?: number;
}

/**
 * An image-to-image network in one of ONNX Runtime's packages, or undefined if the package is missing. The
 * packages are too large to be dependencies. They are looked up in the folder GENERICDP_BENCH_MODULES, which
 * contains `node_modules`.
 */
export async function onnxNetwork(
  name: OnnxPackage,
  file: Uint8Array,
  { shape, noiseLevel, threads = 1 }: NetworkOptions,
): Promise<PlaneNetwork | undefined> {
  const runtime = loadRuntime(name);
  if (runtime === undefined) return undefined;
  const web = name === "onnxruntime-web";
  if (web) runtime.env.wasm.numThreads = threads;
  const session = await runtime.InferenceSession.create(file, {
    executionProviders: [web ? "wasm" : "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
  const [image = "", level] = session.inputNames;
  const [clean = ""] = session.outputNames;
  return async (plane) => {
    const inputs = { [image]: new runtime.Tensor("float32", plane, shape) };
    if (level !== undefined && noiseLevel !== undefined) {
      inputs[level] = new runtime.Tensor("float32", Float32Array.of(noiseLevel), [1]);
    }
    return (await session.run(inputs))[clean]!.data;
  };
}

/** Whether networks can run natively. */
export function onnxRuntimeIsThere(): boolean {
  return loadRuntime("onnxruntime-node") !== undefined;
}

function loadRuntime(name: OnnxPackage): OnnxRuntime | undefined {
  const folder = process.env["GENERICDP_BENCH_MODULES"];
  if (folder === undefined) return undefined;
  const require = createRequire(resolve(folder, "index.js"));
  try {
    require.resolve(name);
  } catch {
    return undefined;
  }
  return require(name) as OnnxRuntime;
}

/** A package in the folder GENERICDP_BENCH_MODULES, as an ES module; undefined if it is missing. */
export async function loadBenchModule<Module>(name: string): Promise<Module | undefined> {
  const folder = process.env["GENERICDP_BENCH_MODULES"];
  if (folder === undefined) return undefined;
  try {
    const path = createRequire(resolve(folder, "index.js")).resolve(name);
    return (await import(pathToFileURL(path).href)) as Module;
  } catch {
    return undefined;
  }
}
