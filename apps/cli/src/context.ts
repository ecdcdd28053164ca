/** A stream for the output of a command, such as process.stdout. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string | Uint8Array, done: (error?: Error | null) => void): boolean;
}

/** The environment of a command. */
export interface Context {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** The input for `-`, if any. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  /** Milliseconds between progress lines if stderr is not a terminal. Default: 10 000. */
  readonly progressEvery?: number;
  /** The folder that relative paths start from. */
  readonly folder: string;
  /** Aborted with an {@link Interruption} when the user wants it to stop. */
  readonly signal: AbortSignal;
}
