/** More rows at a time would take more memory without any gain. */
const MOST_ROWS = 512;
/** With fewer rows per strip, computing the rows between strips twice costs more than a thread gains. */
const FEWEST_ROWS = 16;

/**
 * Rows of a strip: a multiple of `block`, such that the strips of an image are as even and as few as
 * possible.
 */
export function stripRows(height: number, threads: number, block: number): number {
  const rounds = Math.ceil(height / (threads * MOST_ROWS));
  const rows = Math.max(Math.ceil(height / (threads * rounds)), FEWEST_ROWS);
  return Math.ceil(rows / block) * block;
}
