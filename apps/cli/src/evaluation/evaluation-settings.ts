import { parseBackend } from "../backend-option.ts";
import type { BackendChoice, BackendFlags } from "../backend-option.ts";
import type { Context } from "../context.ts";
import { chooseDenoiser } from "../choose-denoiser.ts";
import type { DenoiserChoice, DenoiserFlags } from "../choose-denoiser.ts";
import { parseNumber, parseWhole } from "../options.ts";

/** What every evaluation takes. */
export interface EvaluationFlags extends BackendFlags, DenoiserFlags {
  readonly data: string;
  readonly seed: string;
  readonly limit?: string;
  readonly json?: boolean;
}

export interface EvaluationSettings {
  readonly data: string;
  readonly seed: number;
  readonly limit: number;
  readonly denoiser: DenoiserChoice;
  readonly backend: BackendChoice;
  readonly json: boolean;
}

/** @throws UsageError for options that cannot be meant; Error where there is no such model. */
export async function parseEvaluationFlags(
  { data, seed, limit, json, ...flags }: EvaluationFlags,
  { folder }: Context,
): Promise<EvaluationSettings> {
  return {
    data,
    seed: parseWhole("--seed", seed, 0),
    limit: limit === undefined ? Infinity : parseWhole("--limit", limit, 1),
    backend: parseBackend(flags),
    denoiser: await chooseDenoiser(folder, flags),
    json: json === true,
  };
}

/** @throws UsageError unless `text` lists numbers from `least` to `most`, with commas between them. */
export function parseList(option: string, text: string, least: number, most: number): number[] {
  return text.split(",").map((part) => parseNumber(option, part.trim(), least, most));
}
