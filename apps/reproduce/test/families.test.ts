import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wasm } from "@genericdp/backend-wasm";
import { genericModel } from "@genericdp/model/generic";
import { psnr } from "@genericdp/metrics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONDITIONS } from "../src/families/conditions.ts";
import { familyModels } from "../src/families/family-models.ts";
import type { FamilyModel } from "../src/families/family-models.ts";
import { reproduceFamilies } from "../src/families/families.ts";
import { centres, packagedSets } from "../src/paper/images.ts";
import type { NamedPlane } from "../src/paper/images.ts";

const folder = mkdtempSync(join(tmpdir(), "genericdp-families-"));
const backend = wasm();
let images: readonly NamedPlane[];
beforeAll(async () => {
  await backend.activate();
  images = centres((await packagedSets()).denoising, 64).slice(0, 1);
});
afterAll(() => {
  backend.release();
  rmSync(folder, { recursive: true, force: true });
});

/** The hardest condition of each family. */
const conditions = (["noise", "jpeg", "downscale", "blur"] as const).map((family) =>
  CONDITIONS.findLast((condition) => condition.family === family)!,
);

describe("a condition", () => {
  it.each(CONDITIONS.map((condition) => [condition.name, condition] as const))(
    "%s degrades an image without a shift",
    async (_, condition) => {
      const { truth, plain } = await condition.degrade(images[0]!, 0);
      expect([plain.width, plain.height]).toEqual([truth.width, truth.height]);
      const shifted = { ...truth, data: truth.data.map((_level, i) => truth.data[Math.max(0, i - 2)]!) };
      expect(psnr(truth.data, plain.data)).toBeGreaterThan(psnr(shifted.data, plain.data));
    },
  );
});

const untrained: FamilyModel = { id: "none", label: "for snow alone", model: undefined, version: "" };
const joint: FamilyModel = { id: "generic", label: "for all", model: genericModel(), version: "1" };
const quiet = { write: (): void => undefined };

it("measures each model on each family once, and writes a page of tables and pictures", async () => {
  const options = { set: "test", images, models: [joint, untrained], out: folder, introduction: ["a < b"] };
  const page = await reproduceFamilies({ ...options, conditions, progress: quiet });
  const { table } = JSON.parse(readFileSync(join(folder, "families.json"), "utf8"));
  expect(table.columns).toEqual(["σ = 50", "JPEG 70", "×4", "disc of 3, σ = 7.65"]);
  const [before, after, missing] = table.rows;
  for (const k of conditions.keys()) {
    expect(after.figures[k].psnr).toBeGreaterThan(before.figures[k].psnr + 0.3);
  }
  expect(missing.label).toBe("for snow alone: not trained");
  expect(missing.figures.filter((figure: unknown) => figure)).toEqual([]);
  const html = readFileSync(page, "utf8");
  expect(html).toContain("a &lt; b");
  // The original, the degraded image and the result for each family, each with a detail.
  expect(html.match(/<img /g)).toHaveLength(4 * 3 * 2);
  expect(html).not.toMatch(/(src|href)="(?!data:)/);
  const lines = readFileSync(join(folder, "results.jsonl"), "utf8");
  await reproduceFamilies({ ...options, conditions, progress: quiet });
  expect(readFileSync(join(folder, "results.jsonl"), "utf8")).toBe(lines);
});

it("lists the models, trained or not", () => {
  const models = familyModels(join(folder, "nothing"));
  expect(models.map(({ id }) => id)).toEqual(["generic", "curves", "jpeg", "downscale", "blur"]);
  expect(models.map(({ model }) => model !== undefined)).toEqual([true, false, false, false, false]);
});
