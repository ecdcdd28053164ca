/** Parameters of a shader. */
export interface ShaderVariant {
  /** Side of the filters. */
  readonly size: number;
  /**
   * How the sum over filters is used: "stage" subtracts it and the reaction term from the image, "term"
   * writes the sum itself on a coarse grid, "gainMap" multiplies the gain by its exponential.
   */
  readonly output: "stage" | "term" | "gainMap";
  /** Whether every pixel has its own gain. */
  readonly gains: boolean;
  /** Whether the sum of the next coarser grid is added. */
  readonly coarser: boolean;
  /** Whether responses are stored in workgroup memory as float16. */
  readonly halves: boolean;
}

/** The buffers of a variant in the order of their bindings, after the parameters. */
export type BufferName =
  | "x"
  | "gain"
  | "filters"
  | "table"
  | "synthesis"
  | "observation"
  | "reaction"
  | "coarser"
  | "out";

export function bufferNames({ output, coarser }: ShaderVariant): BufferName[] {
  return [
    "x",
    "gain",
    "filters",
    "table",
    ...(output === "gainMap" ? (["synthesis"] as const) : []),
    ...(output === "stage" ? (["observation", "reaction"] as const) : []),
    ...(coarser ? (["coarser"] as const) : []),
    "out",
  ];
}
