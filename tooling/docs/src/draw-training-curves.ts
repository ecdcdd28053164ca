/*
 * Draws the training curves of the model cards from their logs: pnpm training-curves
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { trainingCurves } from "./training-curves.ts";

const folder = fileURLToPath(new URL("../../../packages/model/models", import.meta.url));
for (const [name, picture] of trainingCurves(folder)) writeFileSync(join(folder, name), picture);
