import { addGaussianNoise, randomStream } from "@genericdp/core";
import { analyseNoise } from "@genericdp/noise";
import { gaussianKernel, motionKernel } from "@genericdp/operators";
import { standardTables } from "@genericdp/image";
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS, TASK_NAMES } from "../src/app/settings.ts";
import type { Own, Settings, Task } from "../src/app/settings.ts";
import { describeFindings } from "../src/app/describe-findings.ts";
import { INITIAL_STATE } from "../src/app/state.ts";
import type { Findings } from "../src/app/state.ts";
import { store } from "../src/app/store.ts";
import { choose, suggested } from "../src/app/suggest.ts";

const flat = addGaussianNoise(new Float32Array(3 * 48 * 48).fill(120), 9, randomStream(1));
const noise = analyseNoise({ data: Float32Array.from(flat), width: 48, height: 48, channels: 3 });
const kernel = motionKernel(12, 30);
const blur = { shape: "motion", size: 12, angle: 30, kernel, evidence: 99 } as const;
const quantization = standardTables(30);

const noisy: Findings = { noise, white: 6, remedy: { task: "denoise", options: {} } };
const moved: Findings = {
  noise,
  white: 1,
  blur,
  remedy: { task: "deblur", options: { kernel, noiseLevel: 2 } },
};
const saved: Findings = {
  noise,
  white: 3,
  quantization,
  remedy: { task: "deblock", options: { quantization } },
};
const specked: Findings = { noise, white: 6, impulses: true, remedy: { task: "despeckle", options: {} } };
const clean: Findings = { noise, white: 1 };
const ALL = { noisy, moved, saved, specked, clean, unknown: "unknown", nothing: undefined } as const;

/** A different value for every setting. */
const OTHERS: Settings = {
  task: "upscale",
  amount: "own",
  levels: [21, 22, 23],
  noiseLevel: 24,
  repairNoiseLevel: 4,
  ensemble: true,
  kernel: { ...DEFAULT_SETTINGS.kernel, kind: "disk", radius: 7, sigma: 3 },
  scale: 3,
  jpegQuality: 77,
};

describe.each(Object.entries(ALL))("settings after the examination of a photo: %s", (_, findings) => {
  const none: Own = new Set();

  it("keep what the user chose", () => {
    const chosen = Object.keys(OTHERS) as (keyof Settings)[];
    expect(suggested(OTHERS, findings, new Set(chosen))).toEqual(OTHERS);
    for (const key of ["task", "kernel", "scale", "jpegQuality", "amount"] as const) {
      const given = { ...DEFAULT_SETTINGS, [key]: OTHERS[key] };
      expect(suggested(given, findings, new Set([key]))[key]).toEqual(OTHERS[key]);
    }
  });

  it("do not change if it is examined again", () => {
    const once = suggested(DEFAULT_SETTINGS, findings, none);
    expect(suggested(once, findings, none)).toEqual(once);
  });

  it("keep later choices, too", () => {
    const app = store({ ...INITIAL_STATE, findings });
    choose(app, { task: "inpaint" });
    choose(app, { amount: "strong" });
    expect(app.get().own).toEqual(new Set(["task", "amount"]));
    expect(app.get().settings).toMatchObject({ task: "inpaint", amount: "strong" });
  });
});

describe("the suggestion", () => {
  it.each([
    [noisy, "denoise"],
    [moved, "deblur"],
    [saved, "deblock"],
    [specked, "despeckle"],
    [clean, "denoise"],
  ] as const)("is the remedy, case %#", (findings, task) => {
    expect(suggested(DEFAULT_SETTINGS, findings, new Set()).task).toBe(task);
  });

  it("is the estimated blur, with the noise level that it needs", () => {
    const settings = suggested(DEFAULT_SETTINGS, moved, new Set());
    expect(settings.kernel).toMatchObject({ kind: "motion", length: 12, angleDegrees: 30 });
    expect(settings.noiseLevel).toBe(2);
    const own = { ...settings, kernel: { ...settings.kernel, length: 9 } };
    expect(suggested(own, moved, new Set(["kernel"])).noiseLevel).toBe(1);
    const soft = {
      ...moved,
      blur: { ...blur, shape: "gaussian", size: 2, kernel: gaussianKernel(2) },
    } as const;
    expect(suggested(DEFAULT_SETTINGS, soft, new Set()).kernel).toMatchObject({ kind: "gaussian", sigma: 2 });
  });

  it("is the JPEG quality estimated from the pixels", () => {
    expect(suggested(DEFAULT_SETTINGS, saved, new Set()).jpegQuality).toBe(30);
  });

  it("is described in a line that names the task and says whether it is selected", () => {
    const photo = {} as never;
    const say = (findings: Findings, task: Task): string =>
      describeFindings({ photo, findings, settings: { ...DEFAULT_SETTINGS, task } });
    expect(say(moved, "deblur")).toBe("Looks like a motion blur of about 12 pixels; Sharpen is selected.");
    expect(say(moved, "denoise")).toBe("Looks like a motion blur of about 12 pixels; Sharpen would help.");
    expect(say(saved, "deblock")).toBe(
      "Looks like a JPEG of low quality, about 30 of 100; JPEG is selected.",
    );
    expect(say(noisy, "denoise")).toBe("Looks noisy; Denoise is selected.");
    expect(say(specked, "despeckle")).toBe("Looks speckled with black and white pixels; Specks is selected.");
    for (const findings of [moved, saved, specked, noisy]) {
      const { task } = findings.remedy!;
      expect(say(findings, "inpaint")).toContain(`${TASK_NAMES[task]} would help`);
    }
    expect(say(clean, "denoise")).toMatch(/^Looks clean/);
  });
});
