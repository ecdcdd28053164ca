/** Everything that a dispatch tells its shader beside the buffers; unsigned integers, then floats. */
const INTEGERS = [
  "height",
  "width",
  // Of the image averaged over blocks.
  "rows",
  "columns",
  "block",
  "count",
  "nodes",
  // The first sample and the first row of tiles of this dispatch.
  "sample",
  "tileRow",
  // Index of the first element that each buffer shows.
  "xStart",
  "observationStart",
  "gainStart",
  "coarserStart",
  "outStart",
] as const;
const FLOATS = [
  // A response v is at node v · perResponse + middle of its table.
  "perResponse",
  "middle",
] as const;

export type DispatchParams = Readonly<Record<(typeof INTEGERS)[number] | (typeof FLOATS)[number], number>>;

/** The struct as a shader declares it. */
export const PARAMS_WGSL: string = `struct Params {
${INTEGERS.map((name) => `  ${name}: u32,`).join("\n")}
${FLOATS.map((name) => `  ${name}: f32,`).join("\n")}
}
`;

/** The same in bytes. */
export function packParams(params: DispatchParams): ArrayBuffer {
  const bytes = new ArrayBuffer(4 * (INTEGERS.length + FLOATS.length));
  new Uint32Array(bytes).set(INTEGERS.map((name) => params[name]));
  new Float32Array(bytes, 4 * INTEGERS.length).set(FLOATS.map((name) => params[name]));
  return bytes;
}
