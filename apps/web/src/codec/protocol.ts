import type { Stripped } from "@genericdp/image";
import type { CarrierFormat } from "@genericdp/image/browser";

/** RGBA pixels, `4·width·height` bytes, not premultiplied. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Drawable versions of an image: full size, and reduced for drawing it small. */
export interface Drawing {
  readonly full: ImageBitmap;
  readonly small: ImageBitmap;
}

/** A file as it was opened, and its format. */
export interface Original {
  readonly file: Blob;
  readonly format: CarrierFormat;
}

export interface CodecTasks {
  /** Decodes a file, upright. */
  readonly decode: {
    readonly input: { readonly file: Blob };
    readonly output: Pixels & { readonly drawing: Drawing; readonly colorSpace: PredefinedColorSpace };
  };
  /** Makes pixels drawable, and returns them. */
  readonly draw: {
    readonly input: { readonly pixels: Pixels; readonly colorSpace: PredefinedColorSpace };
    readonly output: { readonly pixels: Pixels; readonly drawing: Drawing };
  };
  /** Encodes a file, without metadata. */
  readonly encode: {
    readonly input: {
      readonly pixels: Pixels;
      readonly colorSpace: PredefinedColorSpace;
      readonly type: string;
      readonly quality: number;
    };
    readonly output: Blob;
  };
  /** Gives an encoded file the metadata of its original. */
  readonly describe: {
    readonly input: {
      readonly encoded: Blob;
      readonly original: Original;
      readonly width: number;
      readonly height: number;
      readonly strip: Stripped;
    };
    readonly output: Blob;
  };
}

export type CodecTask = keyof CodecTasks;

export interface CodecRequest<Task extends CodecTask = CodecTask> {
  readonly id: number;
  readonly task: Task;
  readonly input: CodecTasks[Task]["input"];
}

export interface CodecAnswer {
  readonly id: number;
  readonly output?: CodecTasks[CodecTask]["output"];
  readonly error?: string;
}
