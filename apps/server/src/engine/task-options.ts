import { MODEL_NAMES } from "@genericdp/model/bundled";
import type { ModelName } from "@genericdp/model/bundled";
import { Type } from "typebox";
import type { TObject } from "typebox";
import type { BlurBoundary, DenoiseSettings, ScheduleName } from "genericdp";

/** The tasks of the service. */
export const TASKS = [
  "restore",
  "denoise",
  "deblur",
  "upscale",
  "inpaint",
  "deblock",
  "despeckle",
  "estimate",
  "examine",
] as const;
export type Task = (typeof TASKS)[number];

/** Whether the answer is an image; otherwise it is facts about the given one. */
export function makesImage(task: Task): boolean {
  return task !== "estimate" && task !== "examine";
}

/** Media types of the output formats. */
export const MEDIA_TYPES = {
  png: "image/png",
  jpeg: "image/jpeg",
  webp: "image/webp",
  tiff: "image/tiff",
  avif: "image/avif",
  npy: "application/x-npy",
} as const;
export type Format = keyof typeof MEDIA_TYPES;

const SIZE = String.raw`\d{1,2}(\.\d{1,4})?`;
const ANGLE = String.raw`-?\d{1,3}(\.\d{1,4})?`;
/** Patterns of kernel descriptions, with sizes limited so that memory is no concern. */
const SHAPES = [`gaussian:${SIZE}(,[0-9]{1,3})?`, `disk:${SIZE}`, `motion:${SIZE},${ANGLE}`];
const KERNEL_PATTERN = SHAPES.join("|");

const closed = { additionalProperties: false };

const restoring = {
  noiseLevel: Type.Optional(
    Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 255 }), Type.Literal("auto")], {
      description: "standard deviation of the noise in gray levels, 0 to 255 (default: estimated)",
    }),
  ),
  strength: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 100,
      description: "factor for the noise level: below 1 keeps more detail, above 1 smooths more",
    }),
  ),
  model: Type.Optional(
    Type.Enum([...MODEL_NAMES], {
      description:
        "one of the bundled models (default: generic to upscale and deblock, photo or colour for other " +
        "colour images, otherwise gray)",
    }),
  ),
  format: Type.Optional(
    Type.Enum(Object.keys(MEDIA_TYPES) as Format[], {
      description: "format of the response (default: by the Accept header, otherwise that of the image)",
    }),
  ),
  quality: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: "quality of JPEG, WebP and AVIF (default: 90)" }),
  ),
};
const solving = {
  iterations: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: "iterations of the solver" }),
  ),
  schedule: Type.Optional(
    Type.Enum(["trained", "plugAndPlay", "paper"], { description: "how the solver uses the model" }),
  ),
};
const KERNEL = "the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part";
const kernel = Type.Optional(
  Type.String({ pattern: `^(${KERNEL_PATTERN})$`, maxLength: 60, description: KERNEL }),
);
const kernelOrAuto = Type.Optional(
  Type.String({
    pattern: `^(auto|${KERNEL_PATTERN})$`,
    maxLength: 60,
    description: `${KERNEL}; auto estimates it from the image`,
  }),
);

const noise = Type.Optional(
  Type.Enum(["camera", "gaussian"], {
    description: "noise to look for if no level is given (default: camera; also film, JPEG)",
  }),
);

/** The options of each task, as in the library. They come as a query or as form fields. */
export const taskSchemas: Readonly<Record<Task, TObject>> = {
  restore: Type.Object(restoring, closed),
  denoise: Type.Object(
    {
      ...restoring,
      noise,
      chromaStrength: Type.Optional(
        Type.Number({
          exclusiveMinimum: 0,
          maximum: 100,
          description: "factor for the noise level of colour (default: strength)",
        }),
      ),
      selfEnsemble: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  deblur: Type.Object(
    {
      ...restoring,
      ...solving,
      kernel: kernelOrAuto,
      boundary: Type.Optional(
        Type.Enum(["valid", "circular", "symmetric", "replicate"], {
          description: "what lies beyond the edges of the image: valid means unknown (default: valid)",
        }),
      ),
    },
    closed,
  ),
  upscale: Type.Object(
    {
      ...restoring,
      ...solving,
      kernel,
      // Not required by the schema, because it may be in the query or in the form.
      scale: Type.Optional(
        Type.Number({ exclusiveMinimum: 1, maximum: 8, description: "required: factor of width and height" }),
      ),
    },
    closed,
  ),
  inpaint: Type.Object({ ...restoring, ...solving }, closed),
  deblock: Type.Object(
    {
      ...restoring,
      ...solving,
      jpegQuality: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 100,
          description:
            "quality that an image in another format once had as JPEG; for a JPEG, it is read from the file",
        }),
      ),
    },
    closed,
  ),
  despeckle: Type.Object({ ...restoring, ...solving }, closed),
  estimate: Type.Object({ noise }, closed),
  examine: Type.Object({}, closed),
};

/** The validated options of any task. */
export interface TaskOptions extends Omit<DenoiseSettings, "noiseLevel" | "signal" | "onProgress"> {
  readonly noiseLevel?: number | "auto";
  readonly model?: ModelName;
  readonly format?: Format;
  readonly quality?: number;
  readonly iterations?: number;
  readonly schedule?: ScheduleName;
  readonly kernel?: string;
  readonly boundary?: BlurBoundary;
  readonly scale?: number;
  readonly jpegQuality?: number;
}

/** Images that a task needs in addition to the picture. */
export const extraParts: Readonly<Partial<Record<Task, { name: "mask" | "kernel"; needed: boolean }>>> = {
  inpaint: { name: "mask", needed: true },
  deblur: { name: "kernel", needed: false },
};
