import { correlateSquare, lines } from "./correlate-square.ts";
import { storePair } from "./planes.ts";
import type { Tile } from "./tile.ts";

/**
 * Computes φ of the responses of one group of filters on the tile. Each invocation processes squares of 2 × 2
 * pixels, so that each pixel that is read serves four responses of all filters of the group.
 *
 * `gains`: every response has its own gain; `ratio`: φ(a z)/a instead of φ(a z).
 */
export function respond(tile: Tile, { gains, ratio }: { gains: boolean; ratio: boolean }): string {
  const { responses, group } = tile;
  const squares = responses / 2;
  const gain = (y: number, x: number): string =>
    gains ? `gains[(row + ${y}u) * ${responses}u + 2u * pair + ${x}u]` : "sampleGain";
  const value = (c: number, x: number): string =>
    `influence(first + ${c}u, v${x}[${c}])${ratio ? ` / a${x}` : ""}`;
  return `
  for (var square = local; square < ${squares * squares}u; square += WORKERS) {
    let row = 2u * (square / ${squares}u);
    let pair = square % ${squares}u;
${correlateSquare(tile, { image: "image", bank: "bank", sum: "sum" })}
${[0, 1]
  .map(
    (y) => `    {
${lines(2, (x) => `      let a${x} = ${gain(y, x)}; let v${x} = sum${2 * y + x} * a${x};`)}
${lines(group, (plane) => {
  const to = { row: `row + ${y}u`, pair: "pair", plane };
  return `      ${storePair(tile, to, [value(plane, 0), value(plane, 1)])}`;
})}
    }`,
  )
  .join("\n")}
  }
`;
}
