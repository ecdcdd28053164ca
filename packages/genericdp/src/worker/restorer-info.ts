import type { BackendCapabilities, NoiseRange } from "@genericdp/core";

/** What restores the images in a worker. */
export interface RestorerInfo {
  readonly backend: {
    readonly name: string;
    readonly capabilities: BackendCapabilities;
    /** Why this one, in a line, where there was a choice. */
    readonly reason?: string;
    /** Names of those that gave up in mid-work before, if any did. */
    readonly gaveUp?: readonly string[];
  };
  readonly model: { readonly name: string; readonly noiseRange: NoiseRange; readonly stages: number };
}
