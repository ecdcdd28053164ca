export type { Backend, BackendCapabilities } from "./backend.ts";
export type { DenoiseOptions, Denoiser, NoiseRange } from "./denoiser.ts";
