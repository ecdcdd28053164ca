/** What a backend adds to the kernels of tfjs. */
export interface BackendCapabilities {
  /** Whether the diffusion stage is one kernel; otherwise it is composed of tfjs ops. */
  readonly fusedStage: boolean;
  /** Whether the fused stage supports several channels; otherwise these are composed. */
  readonly severalChannels?: boolean;
  /** Maximum number of threads that share the work of a stage. Default: 1. */
  readonly threads?: number;
  /** The instruction set of the fused stage, in words. */
  readonly instructions?: string;
  /**
   * Largest change of a pixel in a stage by numbers less precise than float32, in gray levels. Default: 0.
   */
  readonly stageError?: number;
}

/**
 * A compute backend: adds the missing kernels to a tfjs backend.
 *
 * `activate` makes it the current backend of tfjs and may be called repeatedly; `release` frees its memory.
 */
export interface Backend {
  readonly name: string;
  readonly capabilities: BackendCapabilities;
  activate(): Promise<void>;
  /**
   * Prepares it without changing the current backend of tfjs at any time; see `startTfjsBackend`. Without
   * this function, tfjs ops of the host program fail while this backend starts.
   *
   * @returns the name of the backend in tfjs.
   */
  start?(): Promise<string>;
  release(): void;
}
