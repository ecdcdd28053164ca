/** Invocations in a workgroup. */
export const WORKERS = 64;

/** What all shaders over filters begin with; for groups of `group` filters of `size` × `size`. */
export function declareWorkgroup({ size, group }: { readonly size: number; readonly group: number }): string {
  return `
alias Group = vec${group}f;
const WORKERS = ${WORKERS}u;
const REACH = ${(size - 1) / 2};

// Where the pixel stands that is so far along a line, mirrored at both ends as far as the filters look.
fn mirrored(place: i32, length: i32) -> u32 {
  let i = clamp(place, -2 * REACH, length - 1 + 2 * REACH);
  let period = 2 * length;
  let j = ((i % period) + period) % period;
  return u32(select(period - 1 - j, j, j < length));
}
`;
}
