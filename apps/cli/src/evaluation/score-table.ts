import type { Score } from "./score.ts";

/** The unit of time in the table: milliseconds per megapixel, or seconds per image. */
export type Timing = "ms/MP" | "s/image";

export interface ScoreTable {
  readonly head: readonly string[];
  row(name: string, scores: readonly Score[]): string;
  foot(mean: readonly Score[]): readonly string[];
}

/**
 * The lines of a table with a row for each image, and two or three columns under each heading: the PSNR in dB
 * of the baseline if there is one, PSNR in dB, and SSIM.
 */
export function scoreTable(
  names: readonly string[],
  headings: readonly string[],
  timing: Timing,
  baseline?: string,
): ScoreTable {
  const width = Math.max(7, ...names.map((name) => name.length));
  const before = baseline === undefined ? 0 : Math.max(5, baseline.length);
  const cell = "   dB    SSIM".length + (before > 0 ? before + 2 : 0);
  const line = (name: string, cells: readonly string[]): string =>
    [name.padEnd(width), ...cells.map((text) => text.padStart(cell))].join("  ");
  const figures = ({ psnr, ssim, baseline: simple }: Score): string => {
    const own = `${psnr.toFixed(2).padStart(5)}  ${ssim.toFixed(4)}`;
    return simple === undefined ? own : `${simple.psnr.toFixed(2).padStart(before)}  ${own}`;
  };
  const withBlocks = ({ psnrB, baseline: simple }: Score): string => {
    const own = `${psnrB!.toFixed(2).padStart(5)}        `;
    return simple?.psnrB === undefined ? own : `${simple.psnrB.toFixed(2).padStart(before)}  ${own}`;
  };
  const kinds = `${baseline === undefined ? "" : `${baseline.padStart(before)}  `}   dB    SSIM`;
  return {
    head: [
      line("", headings),
      line(
        "image",
        headings.map(() => kinds),
      ),
    ],
    row: (name, scores) => line(name, scores.map(figures)),
    foot: (mean) => [
      line("mean", mean.map(figures)),
      ...(mean.every(({ psnrB }) => psnrB !== undefined) ? [line("PSNR-B", mean.map(withBlocks))] : []),
      line(
        timing,
        mean.map(({ seconds, millisecondsPerMegapixel }) =>
          timing === "s/image" ? seconds.toFixed(2) : millisecondsPerMegapixel.toFixed(0),
        ),
      ),
    ],
  };
}
