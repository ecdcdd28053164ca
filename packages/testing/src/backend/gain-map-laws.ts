import {
  GAIN_BLOCK,
  composedGainMapGradient,
  gainMap,
  gainMapGradient,
  packGainMapInputs,
} from "@genericdp/core";
import type { Backend, GainMapInputs } from "@genericdp/core";
import { dispose, tensor4d } from "@tensorflow/tfjs-core";
import type { Law } from "../law.ts";
import { expectNear, take, takeAll } from "./compare.ts";
import { referenceGainMap } from "./reference-stage.ts";
import { randomGainMap, uploadGainMap } from "./stage-values.ts";
import type { GainMapValues } from "./stage-values.ts";

const MAPS: readonly GainMapValues[] = [
  randomGainMap({ batch: 1, height: 1, width: 1, size: 5, count: 3 }, 1),
  randomGainMap({ batch: 2, height: 13, width: 31, size: 7, count: 5 }, 2),
  randomGainMap({ batch: 1, height: 20, width: 66, size: 5, count: 8 }, 3),
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
  name: "the gain map is that of a float64 reference",
  async check() {
    for (const map of MAPS) {
      await onMap(map, async (inputs) => {
        const wanted = referenceGainMap(map, GAIN_BLOCK);
        expectNear(`${map.height}×${map.width}`, await take(gainMap(inputs)), wanted, 1e-4);
      });
    }
  },
};

export const gainMapGradientIsComposed: Law<Backend> = {
  name: "every gradient of the gain map is that of the composed one",
  async check() {
    for (const map of MAPS) {
      await onMap(map, async (inputs) => {
        const values = Float32Array.from(map.x, (_, i) => Math.sin(i * i));
        const dy = tensor4d(values, inputs.x.shape);
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
