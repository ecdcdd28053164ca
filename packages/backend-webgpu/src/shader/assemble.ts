import type { Tile } from "./tile.ts";

/** Rows and columns of outputs that one invocation adds up. */
const BLOCK = 4;

/**
 * The adjoint of the filters over the responses in `planes`: an invocation adds up, for one filter of the
 * group, a block of 4 × 4 outputs into `block0` … `block3`. `bank` names the filters.
 */
export function assemble({ size, outputs, group, rowStride, planeStride }: Tile, bank: string): string {
  const across = outputs / BLOCK;
  const width = size + BLOCK - 1;
  const rows = Array.from({ length: BLOCK }, (_, row) => row);
  /** A loop over the filter's rows keeps the rows of responses that the next one takes too. */
  const each = (line: (row: number, x: number) => string, of = rows.slice(0, -1)): string =>
    of.flatMap((row) => Array.from({ length: width }, (_, x) => line(row, x))).join("\n");
  const last = BLOCK - 1;
  const four = (row: number, x: number): string => rows.map((i) => `p${row}_${x + i}`).join(", ");
  return `
  if (local < ${across * across * group}u) {
    let filterInGroup = local % ${group}u;
    let start = filterInGroup * ${planeStride}u + ${blockStart(across, group, rowStride)};
    ${each((row, x) => `var p${row}_${x} = planes[start + ${row * rowStride + x}u];`)}
    for (var y = 0u; y < ${size}u; y++) {
      let next = start + (y + ${last}u) * ${rowStride}u;
      ${each((row, x) => `let p${row}_${x} = planes[next + ${x}u];`, [last])}
      var tap = 0f;
      // The filter turned by 180°, for the responses were taken with the filter as it is.
      let end = ${size * size - 1}u - y * ${size}u;
      ${Array.from({ length: size }, (_, x) =>
        [
          `tap = ${bank}[end - ${x}u][filterInGroup];`,
          ...rows.map((row) => `block${row} += tap * vec4f(${four(row, x)});`),
        ].join("\n"),
      ).join("\n")}
      ${each((row, x) => `p${row}_${x} = p${row + 1}_${x};`)}
    }
  }
`;
}

/** Puts the blocks of all invocations into `planes`, filter by filter, as squares of outputs. */
export function spreadBlocks({ outputs, group }: Tile): string {
  const across = outputs / BLOCK;
  const code: string[] = [];
  for (let row = 0; row < BLOCK; row++) {
    for (let i = 0; i < BLOCK; i++) code.push(`planes[to + ${row * outputs + i}u] = block${row}[${i}];`);
  }
  return `
  if (local < ${across * across * group}u) {
    let to = (local % ${group}u) * ${outputs * outputs}u + ${blockStart(across, group, outputs)};
    ${code.join("\n    ")}
  }
`;
}

/** Where, in rows of so many floats, the block of this invocation begins. */
function blockStart(across: number, group: number, rowStride: number): string {
  const block = `(local / ${group}u)`;
  return `${block} / ${across}u * ${BLOCK * rowStride}u + ${block} % ${across}u * ${BLOCK}u`;
}
