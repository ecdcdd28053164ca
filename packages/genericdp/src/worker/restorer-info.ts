import type { BackendCapabilities } from "@genericdp/core";
import type { DenoiserFacts } from "../denoiser-source.ts";

/** What restores the images in a worker. */
export interface RestorerInfo {
  readonly backend: {
    readonly name: string;
    readonly capabilities: BackendCapabilities;
    /** Why this one, in a line, where there was a choice. */
    readonly reason?: string;
    /** Names of backends that failed during the work, if any. */
    readonly gaveUp?: readonly string[];
  };
  readonly denoiser: DenoiserFacts;
}
