import { createRequire } from "node:module";
import { resolve } from "node:path";

/** What both of ONNX Runtime's packages have, as far as it is used here. */
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
  run(inputs: Record<string, OnnxValue>): Promise<Record<string, OnnxValue | undefined>>;
}

export type OnnxPackage = "onnxruntime-web" | "onnxruntime-node";

/** Takes a plane to what the network makes of it. */
export type PlaneNetwork = (plane: Float32Array) => Promise<Float32Array>;

/**
 * A network from "image" to "clean" in one of ONNX Runtime's packages, on one thread; undefined where the
 * package is not there. They are declared nowhere, being large: they are looked for in the folder that
 * GENERICDP_BENCH_MODULES names, the one with node_modules in it.
 */
export async function onnxNetwork(
  name: OnnxPackage,
  file: Uint8Array,
  shape: readonly number[],
): Promise<PlaneNetwork | undefined> {
  const runtime = loadRuntime(name);
  if (runtime === undefined) return undefined;
  const web = name === "onnxruntime-web";
  if (web) runtime.env.wasm.numThreads = 1;
  const session = await runtime.InferenceSession.create(file, {
    executionProviders: [web ? "wasm" : "cpu"],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
  return async (plane) => {
    const { clean } = await session.run({ image: new runtime.Tensor("float32", plane, shape) });
    if (clean === undefined) throw new Error(`bench: expected a result named "clean" from ${name}`);
    return clean.data;
  };
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
