import "@tensorflow/tfjs-backend-cpu";
import { grads, memory, setBackend, tensor3d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { gainMap, gainMapGradient, packGainMapInputs, unpackGainMapInputs } from "../src/index.ts";
import { naiveGainMap } from "./naive-stage.ts";
import type { NaiveGainMap } from "./naive-stage.ts";
import { randomGainMap, signedNumbers, toGainMapInputs } from "./stage-fixtures.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const relativeDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!) / Math.abs(b[i]!)));

describe("gainMap against the float64 twin", () => {
  it.each([
    { height: 1, width: 1, size: 5, count: 3 },
    { height: 2, width: 11, size: 5, count: 3 },
    { height: 13, width: 10, size: 3, count: 4 },
  ])("$height×$width, filters $count of $size×$size", async (options) => {
    const map = randomGainMap(options);
    const out = await gainMap(toGainMapInputs([map])).data();
    expect(Math.max(...out) / Math.min(...out)).toBeGreaterThan(options.height === 1 ? 0 : 1.1);
    expect(relativeDifference(out, naiveGainMap(map))).toBeLessThan(1e-4);
  });

  it("treats each sample of a batch by its own gain", async () => {
    const first = randomGainMap({ height: 6, width: 5, size: 3, count: 2 });
    const second = { ...first, gain: 2, x: first.x.toReversed() };
    const out = await gainMap(toGainMapInputs([first, second])).data();
    expect(relativeDifference(out, [...naiveGainMap(first), ...naiveGainMap(second)])).toBeLessThan(1e-4);
  });
});

describe("gradient of gainMap", () => {
  const map = randomGainMap({ height: 7, width: 9, size: 3, count: 3, nodes: 4097 });
  const weights = Array.from({ length: 63 }, signedNumbers(3));
  const loss = (m: NaiveGainMap): number =>
    naiveGainMap(m).reduce((total, value, i) => total + value * weights[i]!, 0);
  type Move = (m: NaiveGainMap, d: (i: number) => number) => NaiveGainMap;
  const taps = (lists: readonly (readonly number[])[], d: (i: number) => number): number[][] =>
    lists.map((list, i) => list.map((v, j) => v + d(list.length * i + j)));
  const groups: [string, number, Move][] = [
    ["x", 63, (m, d) => ({ ...m, x: m.x.map((v, i) => v + d(i)) })],
    ["gain", 1, (m, d) => ({ ...m, gain: m.gain + d(0) })],
    ["filters", 27, (m, d) => ({ ...m, scale: { ...m.scale, filters: taps(m.scale.filters, d) } })],
    ["influence", 3 * 4097, (m, d) => ({ ...m, scale: { ...m.scale, tables: taps(m.scale.tables, d) } })],
    ["synthesis", 27, (m, d) => ({ ...m, synthesis: taps(m.synthesis, d) })],
  ];
  const dy = (): Tensor => tensor4d(weights, [1, 7, 9, 1]);
  const gradient = (inputs: readonly Tensor[]): Tensor[] =>
    grads((...packed: Tensor[]) => gainMap(unpackGainMapInputs(packed, map.scale.radius)))([...inputs], dy());

  it.each(groups)("by %s equals central differences of the twin", async (name, size, move) => {
    const random = signedNumbers(5);
    const direction = Array.from({ length: size }, () => random());
    const moved = (sign: number): number => loss(move(map, (i) => sign * 1e-6 * direction[i]!));
    const numeric = (moved(1) - moved(-1)) / 2e-6;
    const at = groups.findIndex(([group]) => group === name);
    const found = Array.from(await gradient(packGainMapInputs(toGainMapInputs([map])))[at]!.data());
    const slope = found.reduce((total, value, i) => total + value * direction[i]!, 0);
    expect(found).toHaveLength(size);
    expect(Math.abs(numeric)).toBeGreaterThan(1e-4);
    expect(Math.abs(slope - numeric) / Math.abs(numeric)).toBeLessThan(2e-3);
  });

  it("leaks no tensor", () => {
    const inputs = packGainMapInputs(toGainMapInputs([map]));
    const back = dy();
    const run = (): void => {
      for (const g of gainMapGradient(back as never, unpackGainMapInputs(inputs, map.scale.radius)))
        g.dispose();
      gainMap(unpackGainMapInputs(inputs, map.scale.radius)).dispose();
    };
    run();
    const before = memory().numTensors;
    run();
    expect(memory().numTensors).toBe(before);
  });
});

describe("what gainMap refuses", () => {
  const inputs = () => toGainMapInputs([randomGainMap({ height: 4, width: 4, size: 3, count: 2 })]);

  it("an x that is no gray batch", () => {
    const x = tensor4d([1, 2, 3], [1, 1, 1, 3]);
    expect(() => gainMap({ ...inputs(), x })).toThrow("x of shape [batch, height, width, 1], got [1,1,1,3]");
  });

  it("synthesis filters of another shape than the filters", () => {
    const synthesis = tensor3d([1], [1, 1, 1]);
    expect(() => gainMap({ ...inputs(), synthesis })).toThrow("shape [2,3,3], got [1,1,1]");
  });
});
