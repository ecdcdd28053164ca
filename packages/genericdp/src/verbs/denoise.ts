import { noisy } from "@genericdp/degradations";
import type { DenoiseSettings } from "../options.ts";
import type { Verb } from "./verb.ts";

export const denoise: Verb<DenoiseSettings> = { kind: "denoise", own: [], degradation: () => noisy() };
