import type { DenoiseOptions } from "genericdp";

/** What a service lets its clients use: at most 20 megapixels, and a minute. */
export function denoiseOptions(): DenoiseOptions {
  return { maxPixels: 20e6, signal: AbortSignal.timeout(60_000) };
}
