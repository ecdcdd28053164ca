/** A row of a table that others published: one PSNR in dB for each column, or none. */
export interface PublishedRow {
  readonly label: string;
  readonly psnr: readonly (number | undefined)[];
}

/** A row of a table that is measured: what `genericdp evaluate` is called with. */
export interface MeasuredRow {
  readonly label: string;
  readonly args: readonly string[];
}

/** A table that one command measures again. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Folders of the data that it needs. */
  readonly needs: readonly string[];
  readonly columns: readonly string[];
  readonly published: readonly PublishedRow[];
  /** `data` is the folder of all data, `scratch` one for files that are made of them. */
  measured(data: string, scratch: string): Promise<readonly MeasuredRow[]>;
}
