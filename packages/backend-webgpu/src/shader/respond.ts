import type { Tile } from "./tile.ts";

/**
 * The responses of one group of filters at all places of the tile, through φ: each invocation takes squares
 * of 2 × 2 places, so that a pixel, once read, serves four places and all filters of the group.
 *
 * `gains`: every place has a gain; `ratio`: φ(a z)/a rather than φ(a z).
 */
export function respond(tile: Tile, { gains, ratio }: { gains: boolean; ratio: boolean }): string {
  const { size, responses, image, group, rowStride, planeStride } = tile;
  const squares = responses / 2;
  const pairs = (size + 1) / 2;
  const loadRow = (name: string): string => lines(pairs, (i) => `      ${name}${i} = image[start + ${i}u];`);
  /** Pixel `i` of a row of pairs. */
  const pixel = (name: string, i: number): string => `${name}${i >> 1}.${i % 2 === 0 ? "x" : "y"}`;
  const places = [0, 1, 2, 3].map((i) => ({ y: i >> 1, x: i % 2, sum: `sum${i}` }));
  return `
  for (var square = local; square < ${squares * squares}u; square += WORKERS) {
    let row = 2u * (square / ${squares}u);
    let pair = square % ${squares}u;
${places.map(({ sum }) => `    var ${sum} = Group();`).join("\n")}
${lines(pairs, (i) => `    var upper${i} = vec2f(); var lower${i} = vec2f();`)}
    {
      let start = row * ${image / 2}u + pair;
${loadRow("lower")}
    }
    for (var y = 0u; y < ${size}u; y++) {
${lines(pairs, (i) => `      upper${i} = lower${i};`)}
      let start = (row + y + 1u) * ${image / 2}u + pair;
${loadRow("lower")}
      var tap = Group();
${lines(size, (x) =>
  [
    `      tap = bank[y * ${size}u + ${x}u];`,
    ...places.map(
      (place) => `      ${place.sum} += tap * ${pixel(place.y === 0 ? "upper" : "lower", x + place.x)};`,
    ),
  ].join("\n"),
)}
    }
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

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}
