export { mse } from "./mse.ts";
export { psnr } from "./psnr.ts";
export type { PsnrOptions } from "./psnr.ts";
export { ssim } from "./ssim.ts";
export type { SsimOptions } from "./ssim.ts";
