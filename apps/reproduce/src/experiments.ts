import { join } from "node:path";
import type { Experiment, MeasuredRow } from "./experiment.ts";
import { convertLevinKernels } from "./levin-kernels.ts";

const LEVIN = ["levin09/gt", "levin09/kernels"];
const LEVELS = ["2.55", "5.10", "7.65", "10.20"];
/** Downscaled images have no noise, which the solver is told instead of estimating it. */
const CLEAN = ["--assume", "0.25"];
const sigmas = LEVELS.map((level) => `σ = ${level}`);

async function levin(
  data: string,
  scratch: string,
  boundary: string,
  schedules: readonly string[],
  shaves: readonly number[] = [0],
): Promise<MeasuredRow[]> {
  const kernels = join(scratch, "kernels");
  await convertLevinKernels(join(data, "levin09", "kernels"), kernels);
  const where = ["--data", join(data, "levin09", "gt"), "--kernel", kernels];
  const how = ["--boundary", boundary, "--sigma", LEVELS.join(",")];
  return schedules.flatMap((schedule) =>
    shaves.map((shave) => ({
      label: shave === 0 ? schedule : `${schedule}, ${shave} pixels from the edge and more`,
      args: ["deblur", ...where, ...how, "--schedule", schedule, "--shave", String(shave)],
    })),
  );
}

/** Every table, by the name that it is asked for. */
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
    measured: (data, scratch) => levin(data, scratch, "circular", ["paper", "plugAndPlay"]),
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
    measured: (data, scratch) => levin(data, scratch, "valid", ["plugAndPlay"], [0, 12]),
  },
  {
    name: "set5-gaussian",
    title: "Super-resolution of Set5, Gaussian of 1.6 (7×7), every third pixel, luma",
    needs: ["set5"],
    columns: ["×3"],
    published: [],
    measured: async (data) => [
      {
        label: "gray",
        args: [
          "upscale",
          "--data",
          join(data, "set5"),
          "--scale",
          "3",
          "--kernel",
          "gaussian:1.6,7",
          ...CLEAN,
        ],
      },
    ],
  },
  {
    name: "set5-bicubic",
    title: "Super-resolution of Set5, bicubic shrinking, luma",
    needs: ["set5"],
    columns: ["×2", "×3", "×4"],
    published: [],
    measured: async (data) => [
      { label: "gray", args: ["upscale", "--data", join(data, "set5"), "--scale", "2,3,4", ...CLEAN] },
    ],
  },
  {
    name: "set5-inpaint",
    title: "Inpainting of Set5, gray, pixels missing at random",
    needs: ["set5"],
    columns: ["50 % missing", "80 % missing"],
    published: [],
    measured: async (data) => [
      { label: "gray", args: ["inpaint", "--data", join(data, "set5"), "--missing", "50,80"] },
    ],
  },
];
