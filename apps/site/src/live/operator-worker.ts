import { wasm } from "@genericdp/backend-wasm";
import * as core from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import * as fourier from "@genericdp/fourier";
import * as operators from "@genericdp/operators";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { restore } from "genericdp";
import { evaluateModule } from "./evaluate-module.ts";
import type { OperatorAnswer, OperatorRequest } from "./operator-protocol.ts";
import type { Photo } from "./photo.ts";

/** Modules that the code on the page may import. */
const MODULES = {
  "@genericdp/core": core,
  "@genericdp/fourier": fourier,
  "@genericdp/operators": operators,
  "@tensorflow/tfjs-core": tf,
};

const say = (answer: OperatorAnswer): void => globalThis.postMessage(answer);

globalThis.addEventListener("message", async ({ data }: MessageEvent<OperatorRequest>) => {
  try {
    await degradeAndRestore(data);
  } catch (error) {
    say({ type: "failed", message: String(error) });
  }
});

async function degradeAndRestore({ code, photo, noiseLevel }: OperatorRequest): Promise<void> {
  const { operator: make } = evaluateModule(code, MODULES);
  if (typeof make !== "function") throw new TypeError("expected the code to export a function operator()");
  await wasm().activate();
  const operator = (await (make as () => unknown)()) as LinearOperator;
  const x = tf.tensor4d(photo.data, [1, photo.height, photo.width, 1]);
  const clean = operator.forward(x);
  const [, height, width] = clean.shape;
  const levels = core.addGaussianNoise(await clean.data<"float32">(), noiseLevel, core.randomStream(1));
  const measured: Photo = { data: new Float32Array(levels), width, height };
  say({ type: "measured", photo: measured, name: operator.name, adjointError: adjointError(operator, x) });
  const onProgress = (share: number): void => say({ type: "progress", share });
  const options = { noiseLevel: Math.max(1, noiseLevel), model: "gray-tiny", onProgress } as const;
  const { data } = await restore(measured, { operator }, options);
  say({ type: "restored", photo: { ...photo, data: new Float32Array(data) } });
}

/** |⟨A u, v⟩ − ⟨u, Aᵀ v⟩| for random u and v, relative to ‖A u‖ ‖v‖. */
function adjointError({ forward, adjoint }: LinearOperator, { shape }: Tensor4D): number {
  return tf.tidy(() => {
    const u = tf.randomNormal<tf.Rank.R4>(shape, 0, 1, "float32", 1);
    const image = forward(u);
    const v = tf.randomNormal<tf.Rank.R4>(image.shape, 0, 1, "float32", 2);
    const dot = (a: Tensor4D, b: Tensor4D): number => tf.sum(tf.mul(a, b)).dataSync()[0]!;
    return Math.abs(dot(image, v) - dot(u, adjoint(v))) / Math.sqrt(dot(image, image) * dot(v, v));
  });
}
