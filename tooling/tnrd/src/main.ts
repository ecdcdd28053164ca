/*
 * Shows that equation (4) is implemented correctly: the released TNRD models, run by this implementation,
 * reach the figures that an independent one measured with them. Takes a few minutes.
 *
 *     pnpm tnrd [NAME …]
 */
import { wasm } from "@genericdp/backend-wasm";
import { DATA, PUBLISHED, hasReleasedModels, measureOnBsd68, readReleasedModel } from "./released-models.ts";

if (!hasReleasedModels()) {
  console.error(
    `tnrd: expected GENERICDP_DATA to name a folder with tnrd_models/ and bsd68/, got ${DATA || "none"}`,
  );
  process.exit(1);
}
await wasm().activate();
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PUBLISHED);
let worst = 0;
for (const name of names) {
  const figures = await measureOnBsd68(readReleasedModel(name));
  const published = PUBLISHED[name];
  const difference = published === undefined ? NaN : figures.psnr - published;
  worst = Math.max(worst, Math.abs(difference) || 0);
  const [db, similarity] = [`${figures.psnr.toFixed(3)} dB`, `SSIM ${figures.ssim.toFixed(4)}`];
  console.log(`${name}  ${db}  ${similarity}  difference ${difference.toFixed(3)} dB`);
}
console.log(`largest difference ${worst.toFixed(3)} dB (bar: 0.03)`);
process.exitCode = worst <= 0.03 ? 0 : 1;
