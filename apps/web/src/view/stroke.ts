export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A brush stroke over the photo; lengths in the photo's pixels, pixel (0, 0) from 0 to 1. */
export interface Stroke {
  readonly points: readonly Point[];
  readonly radius: number;
  /** Whether the stroke erases earlier ones. */
  readonly erase: boolean;
}

/** A mask with 0 for painted pixels and 1 for the others; undefined if nothing is painted. */
export function knownPixels(
  strokes: readonly Stroke[],
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array | undefined {
  const known = new Uint8Array(width * height).fill(1);
  for (const { points, radius, erase } of strokes) {
    const value = erase ? 1 : 0;
    points.forEach((end, i) => {
      const start = points[Math.max(0, i - 1)]!;
      const top = Math.max(0, Math.floor(Math.min(start.y, end.y) - radius));
      const bottom = Math.min(height, Math.ceil(Math.max(start.y, end.y) + radius));
      const left = Math.max(0, Math.floor(Math.min(start.x, end.x) - radius));
      const right = Math.min(width, Math.ceil(Math.max(start.x, end.x) + radius));
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          if (distance({ x: x + 0.5, y: y + 0.5 }, start, end) <= radius) known[y * width + x] = value;
        }
      }
    });
  }
  return known.includes(0) ? known : undefined;
}

/** Distance from a point to the line segment from `start` to `end`. */
function distance(point: Point, start: Point, end: Point): number {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((point.x - start.x) * dx + (point.y - start.y) * dy) / square;
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - start.x - at * dx, point.y - start.y - at * dy);
}
