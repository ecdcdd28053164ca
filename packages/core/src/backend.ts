/** What a backend does beyond tfjs's own kernels. */
export interface BackendCapabilities {
  /** The diffusion stage runs as one kernel; otherwise it is composed from tfjs ops. */
  readonly fusedStage: boolean;
  /** The fused stage takes images of several channels; otherwise those are composed. */
  readonly severalChannels?: boolean;
  /** Threads, or what there is like them, that share the work of a stage at most; 1 unless told. */
  readonly threads?: number;
  /** What the fused stage is compiled to, for people to read. */
  readonly instructions?: string;
  /** Gray levels by which less precise numbers than float32 may move a pixel in a stage; 0 unless told. */
  readonly stageError?: number;
}

/**
 * A compute backend: completes a tfjs backend with what it lacks.
 *
 * `activate` makes it tfjs's current backend and may be called again; `release` frees what it holds.
 */
export interface Backend {
  readonly name: string;
  readonly capabilities: BackendCapabilities;
  activate(): Promise<void>;
  /**
   * Makes it ready and leaves tfjs's current backend, whoever uses it, as it is all the while; see
   * `startTfjsBackend`. Without it, the ops of a program that uses tfjs itself fail while this one starts.
   *
   * @returns tfjs's name for the backend.
   */
  start?(): Promise<string>;
  release(): void;
}
