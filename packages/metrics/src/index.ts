export { mse } from "./mse.ts";
export { psnr } from "./psnr.ts";
export type { PsnrOptions } from "./psnr.ts";
export { psnrB } from "./psnr-b.ts";
export type { PsnrBOptions } from "./psnr-b.ts";
export { ssim } from "./ssim.ts";
export type { SsimOptions } from "./ssim.ts";
