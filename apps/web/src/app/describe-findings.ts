import { jpegQuality } from "@genericdp/image";
import type { EstimatedBlur } from "genericdp";
import { TASK_NAMES } from "./settings.ts";
import type { Findings, AppState } from "./state.ts";

/** Says in one line what is wrong with the photo and which task helps. */
export function describeFindings({
  photo,
  findings,
  settings: { task },
}: Pick<AppState, "photo" | "findings" | "settings">): string {
  if (photo === undefined) return "";
  if (findings === undefined) return "Looking at the photo …";
  if (findings === "unknown") return "The photo could not be examined: judge by the detail.";
  const { remedy } = findings;
  if (remedy === undefined) return "Looks clean: hardly any noise, and no blur, specks or JPEG damage.";
  const name = TASK_NAMES[remedy.task];
  return `${seen(findings, remedy)}; ${name} ${task === remedy.task ? "is selected" : "would help"}.`;
}

/** Noise levels from which a photo counts as noisy and very noisy. */
const [PLAIN, STRONG] = [6, 20];

function seen({ noise, blur }: Findings, remedy: NonNullable<Findings["remedy"]>): string {
  switch (remedy.task) {
    case "despeckle":
      return "Looks speckled with black and white pixels";
    case "deblur":
      return blurSeen(blur!);
    case "deblock":
      return `Looks like a JPEG of low quality, about ${jpegQuality(remedy.options.quantization)} of 100`;
    case "denoise": {
      const most = Math.max(...noise.planes.map(({ level }) => level));
      return `Looks ${most < PLAIN ? "a little noisy" : most < STRONG ? "noisy" : "very noisy"}`;
    }
  }
}

/** Full width at half maximum of a Gaussian, in σ. */
const HALF_HEIGHT = 2.35;

function blurSeen({ shape, size }: EstimatedBlur): string {
  switch (shape) {
    case "motion":
      return `Looks like a motion blur of about ${Math.round(size)} pixels`;
    case "disk":
      return `Looks out of focus, by about ${Math.round(2 * size)} pixels`;
    case "gaussian":
      return `Looks soft, blurred by about ${Math.round(HALF_HEIGHT * size)} pixels`;
  }
}
