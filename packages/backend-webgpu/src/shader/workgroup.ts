/** Invocations in a workgroup. */
export const WORKERS = 64;

/** The start of all shaders over filters, for groups of `group` filters of `size` × `size`. */
export function declareWorkgroup({ size, group }: { readonly size: number; readonly group: number }): string {
  return `
alias Group = vec${group}f;
const WORKERS = ${WORKERS}u;
const REACH = ${(size - 1) / 2};

// The index of the pixel at a position of a line that is mirrored at both ends, as far as the filters reach.
fn mirrored(place: i32, length: i32) -> u32 {
  let i = clamp(place, -2 * REACH, length - 1 + 2 * REACH);
  let period = 2 * length;
  let j = ((i % period) + period) % period;
  return u32(select(period - 1 - j, j, j < length));
}
`;
}
