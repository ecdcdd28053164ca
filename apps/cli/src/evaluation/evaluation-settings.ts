import { parseBackend } from "../parse-backend.ts";
import type { BackendChoice, BackendFlags } from "../parse-backend.ts";
import type { Context } from "../context.ts";
import { chooseDenoiser } from "../choose-denoiser.ts";
import type { DenoiserChoice, DenoiserFlags } from "../choose-denoiser.ts";
import { parseNumber, parseInteger } from "../options.ts";

/** The options of every evaluation. */
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

/** @throws UsageError for invalid options; Error if there is no such model. */
export async function parseEvaluationFlags(
  { data, seed, limit, json, ...flags }: EvaluationFlags,
  { folder }: Context,
): Promise<EvaluationSettings> {
  return {
    data,
    seed: parseInteger("--seed", seed, 0),
    limit: limit === undefined ? Infinity : parseInteger("--limit", limit, 1),
    backend: parseBackend(flags),
    denoiser: await chooseDenoiser(folder, flags),
    json: json === true,
  };
}

/** @throws UsageError unless `text` is a comma-separated list of numbers from `least` to `most`. */
export function parseList(option: string, text: string, least: number, most: number): number[] {
  return text.split(",").map((part) => parseNumber(option, part.trim(), least, most));
}
