import type { MessagePort } from "node:worker_threads";
import type { Remedy } from "genericdp";
import type { Format, Task, TaskOptions } from "./task-options.ts";

/** A picture to restore, as the bytes of a file, and how to restore it. */
export interface PictureJob {
  readonly task: Task;
  readonly image: Uint8Array;
  /** Bright where pixels are missing; same size as the image. */
  readonly mask?: Uint8Array;
  /** An image whose levels are the weights of a blur kernel. */
  readonly kernel?: Uint8Array;
  readonly options: TaskOptions;
  /** Default: the format of the image. */
  readonly format?: Format;
  /** Restores only one of several horizontal strips, as rows of levels to be joined later. */
  readonly part?: { readonly index: number; readonly count: number };
  /** The results of all parts, which only need to be joined. */
  readonly parts?: readonly Uint8Array[];
  /** Images and results with more pixels are rejected. */
  readonly maxPixels: number;
}

/** The result for a picture. */
export interface PictureResult {
  /** The output file; missing for an estimate or examination. */
  readonly bytes?: Uint8Array;
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** The noise level used, or the estimate, in gray levels. For colour, that of the intensity. */
  readonly noiseLevel: number;
  /** A description of the noise, if camera noise was estimated, or of all that is wrong with the picture. */
  readonly found?: string;
  /** Of an examination: the task that helps, if any does. */
  readonly remedy?: Remedy["task"];
  /** Of "restore": the task that was chosen. */
  readonly chosen?: Remedy["task"];
  /** The blur that an examination found, as "deblur" takes it. */
  readonly kernel?: string;
  /** The quality of JPEG that an examination found. */
  readonly jpegQuality?: number;
}

/** The picture or its options are invalid. The message is meant for the client. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** HTTP status, from 400 to 499. */
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export type PictureOutcome =
  | { readonly result: PictureResult }
  | { readonly refused: { readonly message: string; readonly status: number } };

/** A job sent to a thread. */
export interface SentJob {
  readonly job: PictureJob;
  /** Receives the fraction of the work that is done. */
  readonly progress: MessagePort;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
  /** Transfers the job's files to a thread without a copy; they are empty here afterwards. */
  readonly transfer?: boolean;
}

/** Restores pictures, in threads of this process or by the workers of a queue. */
export interface Engine {
  /**
   * @throws Refusal for an invalid picture or options; Busy if there is too much to do; the signal's reason.
   */
  run(job: PictureJob, options?: RunOptions): Promise<PictureResult>;
  /** The number of pictures being processed or waiting. */
  load(): number;
  /** Seconds to wait before retrying, if there is no room for another picture. */
  full(): number | undefined;
  /** Resolves when a picture could be restored immediately. */
  ready(): Promise<void>;
  /** Finishes the pictures in progress. */
  close(): Promise<void>;
}

/** There is too much to do. */
export class Busy extends Error {
  override readonly name = "Busy";
  readonly retryAfter: number;
  constructor(retryAfter: number) {
    super("too many images are waiting");
    this.retryAfter = retryAfter;
  }
}
