/** The parameters of a dispatch as a shader declares them: unsigned integers, then floats. */
export function declareParams(integers: readonly string[], floats: readonly string[]): string {
  return `struct Params {
${integers.map((name) => `  ${name}: u32,`).join("\n")}
${floats.map((name) => `  ${name}: f32,`).join("\n")}
}
`;
}

/** The parameters in bytes. */
export function packStruct(integers: readonly number[], floats: readonly number[]): ArrayBuffer {
  const bytes = new ArrayBuffer(4 * (integers.length + floats.length));
  new Uint32Array(bytes).set(integers);
  new Float32Array(bytes, 4 * integers.length).set(floats);
  return bytes;
}
