/** What a shader is generated for. */
export interface ShaderVariant {
  /** Side of the filters. */
  readonly size: number;
  /**
   * What becomes of the sum over filters: "stage" takes it and the reaction term off the image, "term" is the
   * sum itself on a coarse grid, "gainMap" raises the gain to it.
   */
  readonly output: "stage" | "term" | "gainMap";
  /** Whether every pixel has a gain of its own. */
  readonly gains: boolean;
  /** Whether the sum of the next coarser grid is added. */
  readonly coarser: boolean;
  /** Whether responses stand in workgroup memory as float16. */
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
