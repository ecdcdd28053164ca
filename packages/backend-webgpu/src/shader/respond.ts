import { correlateSquare, lines } from "./correlate-square.ts";
import type { Tile } from "./tile.ts";

/**
 * The responses of one group of filters at all places of the tile, through φ: each invocation takes squares
 * of 2 × 2 places, so that a pixel, once read, serves four places and all filters of the group.
 *
 * `gains`: every place has a gain; `ratio`: φ(a z)/a rather than φ(a z).
 */
export function respond(tile: Tile, { gains, ratio }: { gains: boolean; ratio: boolean }): string {
  const { responses, group, rowStride, planeStride } = tile;
  const squares = responses / 2;
  const places = [0, 1, 2, 3].map((i) => ({ y: i >> 1, x: i % 2, sum: `sum${i}` }));
  return `
  for (var square = local; square < ${squares * squares}u; square += WORKERS) {
    let row = 2u * (square / ${squares}u);
    let pair = square % ${squares}u;
${correlateSquare(tile, { image: "image", bank: "bank", sum: "sum" })}
    let place = row * ${rowStride}u + 2u * pair;
${places
  .map(({ y, x, sum }) => {
    const gain = gains ? `gains[(row + ${y}u) * ${responses}u + 2u * pair + ${x}u]` : "sampleGain";
    return `    {
      let a = ${gain};
      let v = ${sum} * a;
${lines(group, (c) => {
  const value = `influence(first + ${c}u, v[${c}])`;
  return `      planes[${c * planeStride + y * rowStride + x}u + place] = ${value}${ratio ? " / a" : ""};`;
})}
    }`;
  })
  .join("\n")}
  }
`;
}
