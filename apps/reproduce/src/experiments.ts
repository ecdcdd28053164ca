import { join } from "node:path";
import type { Experiment, MeasuredRow } from "./experiment.ts";
import { convertLevinKernels } from "./levin-kernels.ts";

const LEVIN = ["levin09/gt", "levin09/kernels"];
const LEVELS = ["2.55", "5.10", "7.65", "10.20"];
const sigmas = LEVELS.map((level) => `σ = ${level}`);

/** The model and schedule that the library uses for each `--schedule`. */
const MODELS = {
  paper: "gray, paper",
  plugAndPlay: "gray, plugAndPlay",
  trained: "generic, trained",
} as const;
type Schedule = keyof typeof MODELS;

/** Super-resolution of Set5. The noise level is given, because the downscaled images have no noise. */
function enlarging(data: string, ...how: readonly string[]): MeasuredRow[] {
  return (["plugAndPlay", "trained"] as const).map((schedule) => ({
    label: MODELS[schedule],
    args: ["upscale", "--data", join(data, "set5"), ...how, "--assume", "0.25", "--schedule", schedule],
  }));
}

const QUALITIES = ["10", "20", "30", "40"];

function deblocking(folder: string): MeasuredRow[] {
  const how = ["--data", folder, "--jpeg-quality", QUALITIES.join(",")];
  return (["plugAndPlay", "trained"] as const).map((schedule) => ({
    label: MODELS[schedule],
    args: ["deblock", ...how, "--schedule", schedule],
  }));
}

/** A kernel is known only roughly, so that a level above that of the noise may be best. */
const ASSUMED = ["auto", "1.5", "2.55"];

async function levinKernels(data: string, scratch: string): Promise<string> {
  const kernels = join(scratch, "kernels");
  await convertLevinKernels(join(data, "levin09", "kernels"), kernels);
  return kernels;
}

async function levin(
  data: string,
  scratch: string,
  boundary: string,
  schedules: readonly Schedule[],
  shaves: readonly number[] = [0],
): Promise<MeasuredRow[]> {
  const kernels = await levinKernels(data, scratch);
  const where = ["--data", join(data, "levin09", "gt"), "--kernel", kernels];
  const how = ["--boundary", boundary, "--sigma", LEVELS.join(",")];
  return schedules.flatMap((schedule) =>
    shaves.map((shave) => ({
      label: `${MODELS[schedule]}${shave === 0 ? "" : `, ${shave} pixels from the edge and more`}`,
      args: ["deblur", ...where, ...how, "--schedule", schedule, "--shave", String(shave)],
    })),
  );
}

/** Every table. */
export const experiments: readonly Experiment[] = [
  {
    name: "denoise",
    title: "Denoising BSD68",
    needs: ["bsd68"],
    columns: ["σ = 5", "σ = 15", "σ = 25", "σ = 50"],
    published: [
      { label: "paper, M = 50, with reaction term", psnr: [37.38, 31.35, 28.9, 25.99] },
      { label: "paper, TNRD, one model for each level", psnr: [37.77, 31.42, 28.94, 26.01] },
    ],
    measured: async (data) => [
      { label: "gray", args: ["denoise", "--data", join(data, "bsd68"), "--sigma", "5,15,25,50"] },
    ],
  },
  {
    name: "levin-circular",
    title: "Deconvolution, Levin's 4 images × 8 kernels, circular blur, all pixels",
    needs: LEVIN,
    columns: sigmas,
    published: [
      { label: "paper, genericDP prior", psnr: [31.39, 29.62, 28.15, 26.97] },
      { label: "paper, FoE 3×3", psnr: [32.46, 30.09, 28.71, 27.74] },
      { label: "paper, EPLL", psnr: [26.94, 26.09, 25.31, 24.65] },
    ],
    measured: (data, scratch) => levin(data, scratch, "circular", ["paper", "plugAndPlay", "trained"]),
  },
  {
    name: "levin-valid",
    title: "Deconvolution, Levin's 4 images × 8 kernels, border unknown, pixels that are measured",
    needs: LEVIN,
    columns: sigmas,
    published: [
      { label: "IRCNN (other protocol)", psnr: [32.66, undefined, 29.15, undefined] },
      { label: "FDN (other protocol)", psnr: [33.65, 31.18, 29.79, 28.84] },
      { label: "VEM (other protocol)", psnr: [34.31, 32.02, 30.5, 29.42] },
    ],
    measured: (data, scratch) => levin(data, scratch, "valid", ["plugAndPlay", "trained"], [0, 12]),
  },
  {
    name: "levin-captured",
    title: "Deconvolution of Levin's 32 captured pictures, the measured kernels, aligned",
    needs: [...LEVIN, "levin09/blurred_real"],
    columns: ASSUMED.map((level) => (level === "auto" ? "σ estimated" : `σ = ${level} assumed`)),
    published: [
      { label: "EPLL", psnr: [undefined, undefined, 34.75] },
      { label: "FDN", psnr: [undefined, undefined, 35.09] },
    ],
    measured: async (data, scratch) => {
      const [sharp, captured] = ["gt", "blurred_real"].map((part) => join(data, "levin09", part));
      const where = [
        "--data",
        sharp!,
        "--kernel",
        await levinKernels(data, scratch),
        "--captured",
        captured!,
      ];
      const how = ["--sigma", ASSUMED.join(",")];
      return [{ label: MODELS.plugAndPlay, args: ["deblur", ...where, ...how] }];
    },
  },
  {
    name: "set5-gaussian",
    title: "Super-resolution of Set5, Gaussian of 1.6 (7×7), every third pixel, luma",
    needs: ["set5"],
    columns: ["×3"],
    published: [],
    measured: async (data) => enlarging(data, "--scale", "3", "--kernel", "gaussian:1.6,7"),
  },
  {
    name: "set5-bicubic",
    title: "Super-resolution of Set5, bicubic shrinking, luma",
    needs: ["set5"],
    columns: ["×2", "×3", "×4"],
    published: [],
    measured: async (data) => enlarging(data, "--scale", "2,3,4"),
  },
  {
    name: "classic5-jpeg",
    title: "Deblocking of Classic5",
    needs: ["classic5"],
    columns: QUALITIES.map((quality) => `quality ${quality}`),
    published: [
      { label: "TNRD, one model for each quality", psnr: [29.28, 31.47, 32.78, undefined] },
      { label: "DnCNN-3", psnr: [29.4, 31.63, 32.91, 33.77] },
    ],
    measured: async (data) => deblocking(join(data, "classic5")),
  },
  {
    name: "live1-jpeg",
    title: "Deblocking of LIVE1, luma",
    needs: ["live1"],
    columns: QUALITIES.map((quality) => `quality ${quality}`),
    published: [{ label: "DnCNN-3", psnr: [29.19, 31.59, 32.98, 33.96] }],
    measured: async (data) => deblocking(join(data, "live1")),
  },
  {
    name: "set5-inpaint",
    title: "Inpainting of Set5, gray, pixels missing at random",
    needs: ["set5"],
    columns: ["50 % missing", "80 % missing"],
    published: [],
    measured: async (data) =>
      (["plugAndPlay", "trained"] as const).map((schedule) => ({
        label: MODELS[schedule],
        args: ["inpaint", "--data", join(data, "set5"), "--missing", "50,80", "--schedule", schedule],
      })),
  },
];
