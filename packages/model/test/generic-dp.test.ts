import "@tensorflow/tfjs-backend-cpu";
import { describeDenoiser } from "@genericdp/testing";
import { memory, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createModel,
  genericDP,
  parameterLayout,
  parseArchitecture,
  plainInitialization,
} from "../src/index.ts";
import type { Architecture, Model } from "../src/index.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const architecture = parseArchitecture({
  stages: 3,
  scales: [
    { filters: 8, size: 3 },
    { filters: 8, size: 3 },
  ],
  influence: { centres: 63, radius: 310 },
  reaction: { knots: [2, 10, 50] },
  gain: { knots: [2, 25, 50] },
  noiseRange: { min: 2, max: 50 },
});
const plain = (structure: Architecture): Model =>
  createModel({ name: "plain", architecture: structure, parameters: plainInitialization(structure) });

describeDenoiser("genericDP, several scales, from the plain start", async () => {
  await setBackend("cpu");
  return genericDP(plain(architecture));
});

describe("genericDP", () => {
  const x = tensor4d(
    Float32Array.from({ length: 70 }, (_, i) => 100 + ((i * 53) % 97)),
    [1, 7, 10, 1],
  );

  it("stages yields u_1 … u_T, the last of which is the result of denoise", () => {
    const denoiser = genericDP(plain(architecture));
    const all = [...denoiser.stages(x, { noiseLevel: 20 })];
    expect(all).toHaveLength(3);
    expect(all[2]!.dataSync()).toEqual(denoiser.denoise(x, { noiseLevel: 20 }).dataSync());
    expect(all[0]!.dataSync()).not.toEqual(all[1]!.dataSync());
  });

  it("stages can be stopped early and its tensors disposed immediately, without a leak", () => {
    const denoiser = genericDP(plain(architecture));
    const before = memory().numTensors;
    for (const u of denoiser.stages(x, { noiseLevel: 20 })) {
      u.dispose();
      break;
    }
    for (const u of denoiser.stages(x, { noiseLevel: 20 })) u.dispose();
    expect(memory().numTensors).toBe(before);
    denoiser.dispose();
  });

  it("diffuse is a stage without its reaction term", () => {
    const denoiser = genericDP(plain({ ...architecture, reaction: null }));
    const whole = genericDP(plain(architecture));
    const before = memory().numTensors;
    let u = x.clone();
    for (let stage = 1; stage <= denoiser.stageCount; stage++) {
      const next = whole.diffuse(u, stage, 20);
      u.dispose();
      u = next;
    }
    const expected = denoiser.denoise(x, { noiseLevel: 20 });
    expect(u.dataSync()).toEqual(expected.dataSync());
    const other = whole.denoise(x, { noiseLevel: 20 });
    expect(other.dataSync()).not.toEqual(expected.dataSync());
    for (const tensor of [u, expected, other]) tensor.dispose();
    expect(memory().numTensors).toBe(before);
    expect(() => whole.diffuse(x, 4, 20)).toThrow("plain: expected a stage from 1 to 3, got 4");
    expect(() => whole.diffuse(x, 1, 51)).toThrow("expected a noise level from 2 to 50");
  });

  it("runs through a family with the family's curves and the common diffusion", () => {
    const families = [
      { name: "jpeg", knots: [2, 10] },
      { name: "blur", knots: [2, 25, 50] },
    ];
    const model = plain({ ...architecture, families });
    const denoiser = genericDP(model);
    expect(denoiser.families).toEqual(["jpeg", "blur"]);
    const before = memory().numTensors;
    const stages = denoiser.through("blur", 20, 5);
    expect(stages).toHaveLength(3);
    for (const [t, { gamma, diffuse }] of stages.entries()) {
      // In the plain initialisation, ρ is 0.1 and the gain that for noise.
      expect(gamma).toBeCloseTo(0.1 * (20 / 5) ** 2, 6);
      const [through, ofNoise] = [diffuse(x), denoiser.diffuse(x, t + 1, 20)];
      through.dataSync().forEach((level, i) => expect(level).toBeCloseTo(ofNoise.dataSync()[i]!, 3));
      for (const tensor of [through, ofNoise]) tensor.dispose();
    }
    expect(memory().numTensors).toBe(before);
    const parameters = model.parameters.slice();
    for (const { kind, stage, family, offset, length } of parameterLayout(model.architecture)) {
      if (family === 1 && stage === 1 && kind === "familyPenalty")
        parameters.fill(0, offset, offset + length);
    }
    const changed = genericDP(createModel({ ...model, parameters }));
    expect(changed.through("blur", 20, 5).map(({ gamma }) => Number(gamma.toFixed(6)))).toEqual([
      1.6, 16, 1.6,
    ]);
    expect(changed.through("jpeg", 20, 20).map(({ gamma }) => Number(gamma.toFixed(6)))).toEqual([
      0.1, 0.1, 0.1,
    ]);
    expect(() => denoiser.through("rain", 20, 5)).toThrow(
      'plain: expected a family of jpeg, blur, got "rain"',
    );
    expect(() => denoiser.through("blur", 0, 5)).toThrow("plain: expected an error above 0, got 0");
    expect(() => genericDP(plain(architecture)).through("blur", 20, 5)).toThrow("expected a family of none");
  });

  it("runs a gain map, which is 1 in the plain initialisation", () => {
    const mapped = { ...architecture, gainMap: { filters: 3, size: 3, block: 2 } };
    const model = plain(mapped);
    const same = genericDP(plain(architecture)).denoise(x, { noiseLevel: 20 }).dataSync();
    const start = genericDP(model).denoise(x, { noiseLevel: 20 }).dataSync();
    expect(Math.max(...same.map((value, i) => Math.abs(value - start[i]!)))).toBeLessThan(1e-3);
    const parameters = model.parameters.slice();
    for (const { kind, offset, length } of parameterLayout(mapped)) {
      if (kind === "mapSynthesis") parameters.fill(0.05, offset, offset + length);
    }
    const denoiser = genericDP(createModel({ ...model, parameters }));
    const changed = denoiser.denoise(x, { noiseLevel: 20 }).dataSync();
    expect(Math.max(...same.map((value, i) => Math.abs(value - changed[i]!)))).toBeGreaterThan(0.1);
  });

  it("frees all its tensors", () => {
    const before = memory().numTensors;
    genericDP(plain(architecture)).dispose();
    expect(memory().numTensors).toBe(before);
  });

  it("names the model and its range in the error for a noise level outside", () => {
    const denoiser = genericDP(plain(architecture));
    const message = "plain: expected a noise level from 2 to 50 gray levels, got";
    for (const noiseLevel of [1.99, 50.01, 0, -1, NaN, Infinity]) {
      expect(() => denoiser.denoise(x, { noiseLevel })).toThrow(RangeError);
      expect(() => denoiser.denoise(x, { noiseLevel })).toThrow(`${message} ${noiseLevel}`);
      expect(() => [...denoiser.stages(x, { noiseLevel })]).toThrow(message);
    }
  });

  it("changes smoothly with the noise level, also between and across knots", () => {
    const denoiser = genericDP(plain(architecture));
    const at = (noiseLevel: number): ArrayLike<number> => denoiser.denoise(x, { noiseLevel }).dataSync();
    for (const level of [4.7, 10, 25, 37.3]) {
      const [a, b] = [at(level), at(level + 0.01)];
      const change = Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
      expect(change).toBeGreaterThan(0);
      expect(change).toBeLessThan(0.2);
    }
  });
});
