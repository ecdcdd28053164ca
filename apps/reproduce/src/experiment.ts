/** A row of published figures: the PSNR in dB for each column, or undefined. */
export interface PublishedRow {
  readonly label: string;
  readonly psnr: readonly (number | undefined)[];
}

/** A measured row: the arguments for `genericdp evaluate`. */
export interface MeasuredRow {
  readonly label: string;
  readonly args: readonly string[];
}

/** A table that one command reproduces. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** The data folders it needs. */
  readonly needs: readonly string[];
  readonly columns: readonly string[];
  readonly published: readonly PublishedRow[];
  /** `data` is the folder of all data, `scratch` a folder for files derived from them. */
  measured(data: string, scratch: string): Promise<readonly MeasuredRow[]>;
}
