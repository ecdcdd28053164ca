import { fileURLToPath } from "node:url";
import "@tensorflow/tfjs-backend-cpu";
import type { Backend } from "@genericdp/core";
import { add, keep, mul, setBackend, sum, tensor1d } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { startVitest } from "vitest/node";
import { backendLaws, describeBackend } from "../src/index.ts";
import { brokenBackend, scaled, shifted } from "./broken-backends.ts";
import type { Flaw } from "./broken-backends.ts";

const cpu: Backend = {
  name: "cpu",
  capabilities: { fusedStage: false },
  activate: async () => {
    await setBackend("cpu");
  },
  release: () => undefined,
};

describeBackend("the cpu backend of tfjs, which composes everything", () => cpu);
describeBackend("kernels without a flaw", () => brokenBackend({}));

describe("describeBackend with an unavailable backend", () => {
  it("skips every law and says why", async () => {
    const conditions = ["@genericdp/source", "node", "import", "module", "default"];
    const vitest = await startVitest(
      "test",
      [],
      {
        root: fileURLToPath(new URL("fixtures", import.meta.url)),
        config: false,
        watch: false,
        include: ["unavailable-backend.ts"],
        reporters: [{}],
      },
      { resolve: { conditions }, ssr: { resolve: { conditions } } },
    );
    const [module] = vitest.state.getTestModules();
    const results = Array.from(module!.children.allTests(), (test) => test.result());
    await vitest.close();
    expect(results).toEqual(backendLaws.map(() => expect.objectContaining({ note: "there is none" })));
  });
});

/** Short names for the table of flaws, in the order of the laws. */
const NAMES = [
  "stage",
  "composed gradient",
  "gradient",
  "local",
  "pure",
  "map",
  "composed map gradient",
  "map gradient",
  "fourier",
  "twice",
  "back",
];

let calls = 0;
let factor = 1;
const FLAWS: readonly (readonly [string, Flaw, readonly string[]])[] = [
  ["is a tenth of a gray level off", { stage: (u) => shifted(u, 0.1) }, ["stage"]],
  [
    "has the gradient by the filters 2 % too large",
    { stageGradient: (all) => scaled(all, 4, 1.02) },
    ["composed gradient", "gradient"],
  ],
  [
    "has no gradient by the reaction",
    { stageGradient: (all) => scaled(all, 2, 0) },
    ["composed gradient", "gradient"],
  ],
  ["spreads NaN over all pixels", { stage: (u) => add(u, sum(mul(u, 0))) }, ["local"]],
  ["gives something else each time", { stage: (u) => shifted(u, 1e-4 * (calls++ % 2)) }, ["pure"]],
  [
    "leaks a tensor in the gradient",
    {
      stageGradient: (all) => {
        keep(tensor1d([1]));
        return all;
      },
    },
    ["pure"],
  ],
  ["has the map 1 % too large", { gainMap: (map) => mul(map, 1.01) }, ["map"]],
  [
    "has the map's gradient by the synthesis filters negated",
    { gainMapGradient: (all) => scaled(all, 4, -1) },
    ["composed map gradient", "map gradient"],
  ],
  [
    "is another after each activation",
    {
      onActivate: (times) => {
        factor = 1 + 1e-4 * (times % 2);
      },
      stage: (u) => mul(u, factor),
    },
    ["twice", "back"],
  ],
];

describe("backendLaws", () => {
  let broken: Backend | undefined;
  afterEach(() => broken?.release());

  it("each have a short name", () => expect(NAMES).toHaveLength(backendLaws.length));

  it.each(FLAWS)("reject a backend that %s", async (_, flaw, failing) => {
    broken = brokenBackend(flaw);
    const failed: string[] = [];
    // Other laws may be violated, too, but not that of a transform which the flaw does not touch.
    for (const name of [...failing, "fourier"]) {
      await broken.activate();
      const passes = await backendLaws[NAMES.indexOf(name)]!.check(broken).then(
        () => true,
        () => false,
      );
      if (!passes) failed.push(name);
    }
    expect(failed).toEqual(failing);
  });
});
