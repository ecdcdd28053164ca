import { composedGainMapGradient, gainMap, gainMapGradient, packGainMapInputs } from "@genericdp/core";
import type { Backend, GainMapInputs } from "@genericdp/core";
import { dispose, tensor4d } from "@tensorflow/tfjs-core";
import type { Law } from "../law.ts";
import { expectNear, take, takeAll } from "./compare.ts";
import { directionalDerivative, expectSlope } from "./directional-derivative.ts";
import { referenceGainMap } from "./reference-stage.ts";
import { randomGainMap, uploadGainMap } from "./stage-values.ts";
import type { GainMapValues, Numbers } from "./stage-values.ts";

const MAPS: readonly GainMapValues[] = [
  randomGainMap({ batch: 1, height: 1, width: 1, size: 5, block: 2, count: 3 }, 1),
  randomGainMap({ batch: 2, height: 13, width: 31, size: 7, block: 2, count: 5 }, 2),
  randomGainMap({ batch: 1, height: 20, width: 66, size: 5, block: 2, count: 8 }, 3),
  randomGainMap({ batch: 2, height: 9, width: 14, channels: 3, gains: 3, size: 3, block: 1, count: 4 }, 4),
  randomGainMap({ batch: 1, height: 11, width: 17, channels: 3, gains: 2, size: 5, block: 4, count: 3 }, 5),
];

async function onMap(map: GainMapValues, use: (inputs: GainMapInputs) => Promise<void>): Promise<void> {
  const inputs = uploadGainMap(map);
  try {
    await use(inputs);
  } finally {
    dispose(packGainMapInputs(inputs));
  }
}

export const gainMapIsRight: Law<Backend> = {
  name: "the gain map agrees with a float64 reference",
  async check() {
    for (const map of MAPS) {
      await onMap(map, async (inputs) => {
        const found = await take(gainMap(inputs));
        expectNear(`${map.height}×${map.width}`, found, referenceGainMap(map), 1e-4);
      });
    }
  },
};

export const gainMapGradientIsComposed: Law<Backend> = {
  name: "every gradient of the gain map agrees with the composed one",
  async check() {
    for (const map of MAPS) {
      await onMap(map, async (inputs) => {
        const { batch, height, width, gains } = map;
        const length = batch * height * width * gains;
        const values = Float32Array.from({ length }, (_, i) => Math.sin(i * i + 1));
        const dy = tensor4d(values, [batch, height, width, gains]);
        const found = await takeAll(gainMapGradient(dy, inputs));
        const wanted = await takeAll(composedGainMapGradient(dy, inputs));
        dy.dispose();
        ["x", "gain", "filters", "influence", "synthesis"].forEach((name, i) =>
          expectNear(`gradient by ${name}, ${map.height}×${map.width}`, found[i]!, wanted[i]!, 2e-3),
        );
      });
    }
  },
};

export const gainMapGradientIsRight: Law<Backend> = {
  name: "every gradient of the gain map agrees with differences of a float64 reference",
  async check() {
    for (const map of MAPS.slice(1)) {
      const { batch, height, width, gains, scale } = map;
      const size = [batch, height, width, gains] as const;
      const dy = Float32Array.from({ length: batch * height * width * gains }, (_, i) => Math.sin(i * i + 1));
      const value = (moved: GainMapValues): number =>
        referenceGainMap(moved).reduce((sum, a, i) => sum + a * dy[i]!, 0);
      const inputs: [string, Numbers, (numbers: Numbers) => GainMapValues][] = [
        ["x", map.x, (x) => ({ ...map, x })],
        ["gain", map.gain, (gain) => ({ ...map, gain })],
        ["filters", scale.filters, (filters) => ({ ...map, scale: { ...scale, filters } })],
        ["influence", scale.influence, (influence) => ({ ...map, scale: { ...scale, influence } })],
        ["synthesis", map.synthesis, (synthesis) => ({ ...map, synthesis })],
      ];
      await onMap(map, async (tensors) => {
        const back = tensor4d(dy, [...size]);
        const gradients = await takeAll(gainMapGradient(back, tensors));
        back.dispose();
        inputs.forEach(([name, numbers, replace], i) => {
          const slope = directionalDerivative(numbers, gradients[i]!, (moved) => value(replace(moved)));
          expectSlope(`gradient by ${name}, ${height}×${width}`, slope, 5e-3);
        });
      });
    }
  },
};
