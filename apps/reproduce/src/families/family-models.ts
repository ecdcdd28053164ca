import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { genericModel } from "@genericdp/model/generic";
import { runCommand } from "../run-command.ts";

/** A row of the table. */
export interface FamilyModel {
  readonly id: string;
  readonly label: string;
  /** Undefined if it is not trained. */
  readonly model: Model | undefined;
  /** Results are reused only for the same version. */
  readonly version: string;
}

/** Steps for each model of one family; `generic` had four times as many, for four families. */
const STEPS = 1300;
/** Minutes on two cores: for the curves, and for each family. */
const MINUTES = { curves: 6, each: 20 } as const;
const SINGLE = ["jpeg", "downscale", "blur"] as const;

const root = new URL("../../../../", import.meta.url);

/** The models, those of a folder as far as they are there. */
export function familyModels(folder: string): readonly FamilyModel[] {
  return [
    { id: "generic", label: "everything trained, for all (generic)", ...known(genericModel()) },
    { id: "curves", label: "filters of gray, new curves for all", ...load(folder, "curves") },
    ...SINGLE.map((family) => ({
      id: family,
      label: `everything trained, for ${NAMES[family]} alone`,
      ...load(folder, family),
    })),
  ];
}

const NAMES = { jpeg: "JPEG", downscale: "enlarging", blur: "blur" } as const;

function load(folder: string, name: string): Pick<FamilyModel, "model" | "version"> {
  const file = fileOf(folder, name);
  return existsSync(file) ? known(readModel(readFileSync(file))) : { model: undefined, version: "" };
}

function known(model: Model): Pick<FamilyModel, "model" | "version"> {
  const { buffer, byteOffset, byteLength } = model.parameters;
  const hash = createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
  return { model, version: hash.slice(0, 12) };
}

function fileOf(folder: string, name: string): string {
  return join(folder, `${name}.genericdp`);
}

/** Trains the missing models, the curves first. An interrupted training continues in the next run. */
export async function trainFamilies(
  folder: string,
  data: string,
  progress: { write(text: string): unknown },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const missing = ["curves", ...SINGLE].filter((name) => !existsSync(fileOf(folder, name)));
  for (const [i, name] of missing.entries()) {
    const left = missing.slice(i).map((each) => (each === "curves" ? MINUTES.curves : MINUTES.each));
    const minutes = left.reduce((sum, each) => sum + each, 0);
    progress.write(
      `training ${name}, ${i + 1} of ${missing.length}: about ${minutes} minutes for the rest\n`,
    );
    const recipe = join(folder, `${name}.json`);
    await writeFile(recipe, JSON.stringify(await recipeFor(name)));
    const start =
      name === "curves"
        ? fileURLToPath(new URL("packages/model/models/gray.genericdp", root))
        : fileOf(folder, "curves");
    const [train, validation] = ["train", "validation"].map((part) => join(data, "bsds500", part));
    const images = ["--data", train!, "--validation", validation!];
    const out = ["--out", fileOf(folder, name), "--resume"];
    await runCommand(["train", "--recipe", recipe, "--start", start, ...images, ...out], "terminal");
  }
}

/** The recipes of `generic`: that for the curves, or the second one with patches of one family only. */
async function recipeFor(name: string): Promise<object> {
  const file = name === "curves" ? "generic-curves" : "generic";
  const recipe = JSON.parse(await readFile(new URL(`recipes/${file}.json`, root), "utf8"));
  if (name === "curves") return recipe;
  const [phase] = recipe.phases;
  return { ...recipe, name: `generic-${name}`, families: [name], phases: [{ ...phase, steps: STEPS }] };
}
