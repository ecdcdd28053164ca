/** What a command prints to; process.stdout is one. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string | Uint8Array, done: (error?: Error | null) => void): boolean;
}

/** What a command needs of the process that it runs in. */
export interface Context {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** What `-` reads; nothing where it is not given. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  /** Milliseconds between progress lines where stderr is not a terminal. Default: 10 000. */
  readonly progressEvery?: number;
  /** The folder that relative paths start from. */
  readonly folder: string;
  /** Aborted with an {@link Interruption} when the user wants it to stop. */
  readonly signal: AbortSignal;
}
