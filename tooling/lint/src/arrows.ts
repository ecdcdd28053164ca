const core = "@genericdp/core";
const fourier = "@genericdp/fourier";
const tensors = "@tensorflow/tfjs-core";

/**
 * The allowed run-time dependencies of each public package, and so its allowed imports: the arrows of the
 * architecture. Anything else is an error, including a package without a row. Tests may import more.
 */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  "@genericdp/core": [tensors],
  "@genericdp/optim": [],
  "@genericdp/metrics": [],
  "@genericdp/model": [core, tensors, "crc"],
  "@genericdp/fourier": [core, tensors],
  "@genericdp/operators": [core, fourier, tensors],
  "@genericdp/hqs": [core, tensors],
  "@genericdp/degradations": [core, tensors, "@genericdp/fourier", "@genericdp/hqs", "@genericdp/operators"],
  "@genericdp/baselines": [core, fourier, tensors, "@genericdp/model"],
  "@genericdp/image": [core, tensors, "sharp", "crc"],
  "@genericdp/noise": [core, "@genericdp/image"],
  "@genericdp/interchange": ["@genericdp/image", "@genericdp/model", "fflate", "pbf"],
  "@genericdp/training": [
    core,
    tensors,
    "@genericdp/degradations",
    "@genericdp/hqs",
    "@genericdp/image",
    "@genericdp/metrics",
    "@genericdp/model",
    "@genericdp/noise",
    "@genericdp/operators",
    "@genericdp/optim",
  ],
  "@genericdp/stage-kernel": [core, tensors],
  "@genericdp/backend-wasm": [core, tensors, "@genericdp/stage-kernel", "@tensorflow/tfjs-backend-wasm"],
  "@genericdp/stage-kernel-native": [core, "@genericdp/stage-kernel"],
  "@genericdp/backend-node": [
    core,
    tensors,
    "@genericdp/backend-wasm",
    "@genericdp/stage-kernel",
    "@genericdp/stage-kernel-native",
    "@tensorflow/tfjs-node",
  ],
  "@genericdp/backend-webgpu": [core, tensors, "@tensorflow/tfjs-backend-webgpu", "webgpu"],
  "@genericdp/testing": [core, fourier, tensors, "vitest"],
  genericdp: [
    core,
    tensors,
    "@genericdp/backend-node",
    "@genericdp/backend-wasm",
    "@genericdp/backend-webgpu",
    "@genericdp/degradations",
    "@genericdp/hqs",
    "@genericdp/image",
    "@genericdp/model",
    "@genericdp/noise",
    "@genericdp/operators",
    // An optional peer dependency, imported by the image package.
    "sharp",
  ],
};
