import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { trainingCurves } from "../src/training-curves.ts";

const folder = fileURLToPath(new URL("../../../packages/model/models", import.meta.url));
const curves = trainingCurves(folder);

describe("training curves of model cards", () => {
  it.each(globSync("*.genericdp", { cwd: folder }).toSorted())("%s has a current one on its card", (file) => {
    const picture = `${basename(file, ".genericdp")}.training.svg`;
    expect(readFileSync(join(folder, picture), "utf8")).toBe(curves.get(picture));
    expect(readFileSync(join(folder, file.replace(".genericdp", ".md")), "utf8")).toContain(`](${picture})`);
  });

  it("draws a line for every run, also of a log of several", () => {
    const lines = (name: string): number => curves.get(`${name}.training.svg`)!.split("<polyline").length - 1;
    expect([lines("gray-tiny"), lines("gray"), lines("gray-paper")]).toEqual([1, 2, 8]);
  });
});
