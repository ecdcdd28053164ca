import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parameterCount } from "@genericdp/model";
import { expect, it } from "vitest";
import { loadRecipe } from "../src/training/load-recipe.ts";

const folder = fileURLToPath(new URL("../../../recipes/", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".json"),
);

/** The most parameters of a model, by its purpose. */
const MOST = { gray: 120_000, plus: 400_000, colour: 200_000 };

it.each(files)("recipes/%s is valid, for a model of the size of its kind", async (file) => {
  const { name, architecture } = await loadRecipe(folder + file);
  const kind = architecture.channels > 1 ? "colour" : name.endsWith("-plus") ? "plus" : "gray";
  expect(parameterCount(architecture)).toBeLessThanOrEqual(MOST[kind]);
});
