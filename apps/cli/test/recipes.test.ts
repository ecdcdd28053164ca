import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parameterCount } from "@genericdp/model";
import { expect, it } from "vitest";
import { loadRecipe } from "../src/training/load-recipe.ts";

const folder = fileURLToPath(new URL("../../../recipes/", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".json"),
);

it.each(files)(
  "recipes/%s is valid, for a model of at most 120 k parameters, or 200 k for colour",
  async (file) => {
    const { architecture } = await loadRecipe(folder + file);
    expect(parameterCount(architecture)).toBeLessThanOrEqual(architecture.channels === 1 ? 120_000 : 200_000);
  },
);
