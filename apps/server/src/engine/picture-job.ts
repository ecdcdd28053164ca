import type { MessagePort } from "node:worker_threads";
import type { Format, Task, TaskOptions } from "./task-options.ts";

/** A picture to restore, as bytes of a file, and how. */
export interface PictureJob {
  readonly task: Task;
  readonly image: Uint8Array;
  /** Bright where pixels are missing; of the size of the image. */
  readonly mask?: Uint8Array;
  /** An image whose levels are the weights of a blur. */
  readonly kernel?: Uint8Array;
  readonly options: TaskOptions;
  /** Default: that of the image. */
  readonly format?: Format;
  /** Only this of so many equal parts, from the top down, as rows of levels: to be put together later. */
  readonly part?: { readonly index: number; readonly count: number };
  /** All parts, which were restored before and are only put together. */
  readonly parts?: readonly Uint8Array[];
  /** Images with more pixels, and results with more than 64 times as many, are refused. */
  readonly maxPixels: number;
}

/** What was made of it. */
export interface PictureResult {
  /** A file; of an estimate none. */
  readonly bytes?: Uint8Array;
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** That was restored at, or of an estimate the result, in gray levels; of colour that of the intensity. */
  readonly noiseLevel: number;
  /** The noise that was found, in words, where that of a camera was looked for. */
  readonly found?: string;
}

/** What is wrong with a picture or its options, in words for those who sent it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** A status of HTTP, from 400 to 499. */
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export type PictureOutcome =
  | { readonly result: PictureResult }
  | { readonly refused: { readonly message: string; readonly status: number } };

/** A job on its way to a thread. */
export interface SentJob {
  readonly job: PictureJob;
  /** Is told the share of the work that is done. */
  readonly progress: MessagePort;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
  /** Gives the files of the job away: a thread may get them without a copy, and they are empty here then. */
  readonly transfer?: boolean;
}

/** Whatever restores pictures: threads of this process, or those who listen to a queue. */
export interface Engine {
  /**
   * @throws Refusal for a picture or options that are no good; Busy where there is too much to do; the
   *   signal's reason.
   */
  run(job: PictureJob, options?: RunOptions): Promise<PictureResult>;
  /** How many pictures are under way or wait. */
  load(): number;
  /** Seconds after which to come again, where there is no room for one more picture. */
  full(): number | undefined;
  /** Ready as soon as a picture could be restored at once. */
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
