import type { BackendCapabilities } from "@genericdp/core";
import type { DenoiserFacts } from "../denoiser-source.ts";

/** Facts about the restorer in a worker. */
export interface RestorerInfo {
  readonly backend: {
    readonly name: string;
    readonly capabilities: BackendCapabilities;
    /** The reason for this backend in one line, if there was a choice. */
    readonly reason?: string;
    /** Names of backends that failed during the work, if any. */
    readonly gaveUp?: readonly string[];
  };
  readonly denoiser: DenoiserFacts;
}
