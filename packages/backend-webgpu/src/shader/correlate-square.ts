import type { Tile } from "./tile.ts";

export interface CorrelateSquareNames {
  /** The image in pairs of pixels, and the expression for the index of its first pair. Default: 0. */
  readonly image: string;
  readonly from?: string;
  /** The filters of a group, tap by tap. */
  readonly bank: string;
  /** Prefix of the four variables for the sums, which end in 0 to 3. */
  readonly sum: string;
}

/**
 * The responses of a group of filters at a square of 2 × 2 pixels, starting at `row` and `pair`: each pixel
 * that is read serves four responses of all filters of the group.
 */
export function correlateSquare(
  { size, image: side }: Tile,
  { image, from, bank, sum }: CorrelateSquareNames,
): string {
  const pairs = (size + 1) / 2;
  const first = from === undefined ? "" : `${from} + `;
  const loadRow = (name: string): string =>
    lines(pairs, (i) => `      ${name}${i} = ${image}[start + ${i}u];`);
  /** Pixel `i` of a row of pairs. */
  const pixel = (name: string, i: number): string => `${name}${i >> 1}.${i % 2 === 0 ? "x" : "y"}`;
  return `${lines(4, (i) => `    var ${sum}${i} = Group();`)}
    {
${lines(pairs, (i) => `    var upper${i} = vec2f(); var lower${i} = vec2f();`)}
    {
      let start = ${first}row * ${side / 2}u + pair;
${loadRow("lower")}
    }
    for (var y = 0u; y < ${size}u; y++) {
${lines(pairs, (i) => `      upper${i} = lower${i};`)}
      let start = ${first}(row + y + 1u) * ${side / 2}u + pair;
${loadRow("lower")}
      var tap = Group();
${lines(size, (x) =>
  [
    `      tap = ${bank}[y * ${size}u + ${x}u];`,
    ...[0, 1, 2, 3].map((i) => `      ${sum}${i} += tap * ${pixel(i < 2 ? "upper" : "lower", x + (i % 2))};`),
  ].join("\n"),
)}
    }
    }`;
}

export function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}
