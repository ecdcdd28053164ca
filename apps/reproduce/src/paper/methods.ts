import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bm3d, foe, kSvd, totalGeneralizedVariation, totalVariation } from "@genericdp/baselines";
import { csf } from "@genericdp/baselines/csf";
import { epll, epllStep } from "@genericdp/baselines/epll";
import { TNRD_LEVELS, tnrd } from "@genericdp/baselines/tnrd";
import type { Denoiser, LinearOperator } from "@genericdp/core";
import { hqs, paperSchedule } from "@genericdp/hqs";
import type { Hqs } from "@genericdp/hqs";
import { genericDP, readModel } from "@genericdp/model";
import type { GenericDP, Model } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { grayPaperModel } from "@genericdp/model/gray-paper";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { readTnrdModel } from "@genericdp/tnrd";

interface Common {
  readonly id: string;
  readonly label: string;
  /** Whatever the results depend on besides the image: results are reused only for the same version. */
  readonly version: string;
  /** Estimated seconds per megapixel, used until the method has been measured. */
  readonly guess: number;
}

export interface DenoisingMethod extends Common {
  /** The denoiser for a noise level, or undefined if the method has none. */
  denoiser(noiseLevel: number): Denoiser | undefined;
}

export interface DeblurringMethod extends Common {
  solver(operator: LinearOperator, noiseLevel: number): Hqs;
}

const grayPaper = once(() => genericDP(grayPaperModel()));
const gray = once(() => genericDP(grayModel()));
const grayTiny = once(() => genericDP(grayTinyModel()));
const [blockMatching, variation, second] = [
  once(bm3d),
  once(totalVariation),
  once(totalGeneralizedVariation),
];
const [patches, patchStep, dictionary] = [once(epll), once(epllStep), once(() => kSvd())];
const [experts, largeExperts] = [once(() => foe()), once(() => foe({ side: 5 }))];
const [cascade, diffusion] = [once(csf), once(tnrd)];

/** The rows of Table 2 that this program measures. */
export function denoisingMethods(data: string | undefined): DenoisingMethod[] {
  return [
    { id: "tv", label: "TV", version: "1", guess: 4, denoiser: variation },
    { id: "tgv", label: "TGV", version: "1", guess: 12, denoiser: second },
    { id: "foe", label: "FoE 3×3", version: "2", guess: 20, denoiser: experts },
    { id: "foe-5", label: "FoE 5×5", version: "1", guess: 130, denoiser: largeExperts },
    { id: "ksvd", label: "K-SVD", version: "1", guess: 40, denoiser: dictionary },
    { id: "epll", label: "EPLL", version: "1", guess: 40, denoiser: patches },
    { id: "bm3d", label: "BM3D", version: "1", guess: 5, denoiser: blockMatching },
    { id: "csf", label: "CSF 7×7", version: "1", guess: 3, denoiser: (level) => only(level, cascade) },
    {
      id: "tnrd-own",
      label: "TNRD, trained here",
      version: "1",
      guess: 1,
      denoiser: (level) => (TNRD_LEVELS.includes(level) ? diffusion() : undefined),
    },
    ...(data === undefined ? [] : [released(join(data, "tnrd_models"))]),
    ours("gray-paper", "gray-paper, the paper's structure", grayPaperModel, grayPaper, 2),
    ours("gray-tiny", "gray-tiny", grayTinyModel, grayTiny, 0.5),
    ours("gray", "gray, the default model", grayModel, gray, 2),
  ];
}

/** The rows of Table 3 that this program measures. */
export function deblurringMethods(): DeblurringMethod[] {
  const prior = (id: string, label: string, denoiser: () => Denoiser, version: string, guess: number) => ({
    id,
    label: `${label}, plug and play`,
    version,
    guess,
    solver: (operator: LinearOperator, noiseLevel: number) =>
      hqs({ operator, denoiser: denoiser(), noiseLevel }),
  });
  const schedule = paperSchedule();
  const paper = (id: string, label: string, denoiser: () => GenericDP, model: () => Model) => ({
    id: `${id}-paper`,
    label: `${label}, the paper's schedule`,
    version: checksum(model()),
    guess: 4,
    solver: (operator: LinearOperator, noiseLevel: number) =>
      hqs({ operator, denoiser: denoiser(), noiseLevel, schedule }),
  });
  return [
    prior("tv", "TV", variation, "1", 25),
    prior("foe", "FoE 3×3", experts, "2", 180),
    prior("epll", "EPLL", patchStep, "1", 120),
    prior("bm3d", "BM3D", blockMatching, "1", 60),
    paper("gray-paper", "gray-paper", grayPaper, grayPaperModel),
    paper("gray", "gray", gray, grayModel),
    prior("gray", "gray", gray, checksum(grayModel()), 25),
  ];
}

/** A row of Table 1: a model trained from one of recipes/table1, if its file exists. */
export function trainedMethod(name: string, file: string): DenoisingMethod {
  const open = once(() => {
    const model = readModel(readFileSync(file));
    return { process: genericDP(model), range: model.architecture.noiseRange };
  });
  return {
    id: name,
    label: name,
    version: existsSync(file)
      ? createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12)
      : "",
    guess: 2,
    denoiser: (noiseLevel) => {
      if (!existsSync(file)) return undefined;
      const { process, range } = open();
      return noiseLevel >= range.min && noiseLevel <= range.max ? process : undefined;
    },
  };
}

/** A denoiser for a single noise level, if it is that level. */
function only(noiseLevel: number, denoiser: () => Denoiser): Denoiser | undefined {
  const known = denoiser();
  return known.noiseRange.min === noiseLevel ? known : undefined;
}

function ours(
  id: string,
  label: string,
  model: () => Model,
  denoiser: () => Denoiser,
  guess: number,
): DenoisingMethod {
  return { id, label, version: checksum(model()), guess, denoiser };
}

/** The released TNRD models: eight stages of 7×7, one model for each released noise level. */
function released(folder: string): DenoisingMethod {
  const models = new Map<string, GenericDP>();
  return {
    id: "tnrd",
    label: "TNRD, the released models",
    version: "1",
    guess: 2,
    denoiser: (noiseLevel) => {
      const name = `denoise_7x7_t8_s${noiseLevel}`;
      if (!existsSync(join(folder, `${name}.json`))) return undefined;
      const known = models.get(name);
      if (known !== undefined) return known;
      const header = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
      const bytes = readFileSync(join(folder, `${name}.f32`));
      const numbers = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
      const process = genericDP(readTnrdModel(header, numbers));
      models.set(name, process);
      return process;
    },
  };
}

function checksum({ parameters }: Model): string {
  const bytes = new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 12);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
