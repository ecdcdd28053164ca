import { loadRow, putSum, wordsOf } from "./planes.ts";
import type { Tile } from "./tile.ts";

/** Rows and columns of outputs that one invocation computes. */
const BLOCK = 4;

/**
 * The adjoint of the filters applied to the responses in `planes`: an invocation sums a block of 4 × 4
 * outputs for one filter of the group into `block0` … `block3`. `bank` names the filters.
 */
export function assemble(tile: Tile, bank: string): string {
  const { size, outputs, group, rowStride, planeStride } = tile;
  const across = outputs / BLOCK;
  const width = size + BLOCK - 1;
  const rows = Array.from({ length: BLOCK }, (_, row) => row);
  const last = BLOCK - 1;
  const load = (row: number, start: string, declare: "let" | "var"): string =>
    loadRow(tile, { start, count: width, name: (x) => `p${row}_${x}`, declare });
  /** The loop over rows of the filter keeps the rows of responses that the next iteration needs too. */
  const moveUp = (row: number): string[] =>
    Array.from({ length: width }, (_, x) => `p${row}_${x} = p${row + 1}_${x};`);
  const four = (row: number, x: number): string => rows.map((i) => `p${row}_${x + i}`).join(", ");
  return `
  if (local < ${across * across * group}u) {
    let filterInGroup = local % ${group}u;
    let start = filterInGroup * ${planeStride}u + ${blockStart(tile, rowStride, wordsOf(tile, BLOCK))};
    ${rows
      .slice(0, -1)
      .map((row) => load(row, `start + ${row * rowStride}u`, "var"))
      .join("\n")}
    for (var y = 0u; y < ${size}u; y++) {
      let next = start + (y + ${last}u) * ${rowStride}u;
      ${load(last, "next", "let")}
      var tap = 0f;
      // The filter is rotated by 180°, because the responses were computed with the unrotated filter.
      let end = ${size * size - 1}u - y * ${size}u;
      ${Array.from({ length: size }, (_, x) =>
        [
          `tap = ${bank}[end - ${x}u][filterInGroup];`,
          ...rows.map((row) => `block${row} += tap * vec4f(${four(row, x)});`),
        ].join("\n"),
      ).join("\n")}
      ${rows.slice(0, -1).flatMap(moveUp).join("\n")}
    }
  }
`;
}

/** Writes the blocks of all invocations to `planes`, filter by filter, as squares of outputs. */
export function spreadBlocks(tile: Tile): string {
  const { outputs, group } = tile;
  const across = outputs / BLOCK;
  const code: string[] = [];
  for (let row = 0; row < BLOCK; row++) {
    for (let i = 0; i < BLOCK; i++) {
      const sum = putSum(tile, `block${row}[${i}]`);
      code.push(`planes[to + ${row * outputs + i}u] = ${sum};`);
    }
  }
  return `
  if (local < ${across * across * group}u) {
    let to = (local % ${group}u) * ${outputs * outputs}u + ${blockStart(tile, outputs, BLOCK)};
    ${code.join("\n    ")}
  }
`;
}

/** Start of the block of this invocation, for given sizes of rows and blocks in words. */
function blockStart({ outputs, group }: Tile, rowWords: number, blockWords: number): string {
  const across = outputs / BLOCK;
  const block = `(local / ${group}u)`;
  return `${block} / ${across}u * ${BLOCK * rowWords}u + ${block} % ${across}u * ${blockWords}u`;
}
