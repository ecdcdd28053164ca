/** A function along a line: its value and slope at step length t, and data of the caller. */
export interface LinePoint<Extra> {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
  readonly extra: Extra;
}

export interface StrongWolfeOptions {
  /** c₁ of the sufficient decrease f(t) ≤ f(0) + c₁ t f'(0). */
  readonly decrease?: number;
  /** c₂ of the curvature condition |f'(t)| ≤ c₂ |f'(0)|. */
  readonly curvature?: number;
  /** Number of evaluations after which the best point so far is used. */
  readonly maxEvaluations?: number;
}

/**
 * Finds a step length that satisfies the strong Wolfe conditions, by bracketing and zooming with safeguarded
 * cubic interpolation (Nocedal & Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6, equation
 * (3.59)).
 *
 * A step to a value that is not finite counts as too long.
 *
 * @param origin the point at t = 0, with a negative slope.
 * @param first step length to try first.
 * @returns the point, or undefined if no step lowers the value enough.
 */
export async function strongWolfe<Extra>(
  along: (t: number) => Promise<LinePoint<Extra>>,
  origin: LinePoint<Extra>,
  first: number,
  { decrease = 1e-4, curvature = 0.9, maxEvaluations = 25 }: StrongWolfeOptions = {},
): Promise<LinePoint<Extra> | undefined> {
  const lowEnough = ({ t, value }: LinePoint<Extra>): boolean =>
    value <= origin.value + decrease * t * origin.slope;
  const flatEnough = ({ slope }: LinePoint<Extra>): boolean => Math.abs(slope) <= -curvature * origin.slope;
  let low = origin;
  let high: LinePoint<Extra> | undefined;
  let t = first;
  for (let evaluation = 0; evaluation < maxEvaluations; evaluation++) {
    const point = await along(t);
    if (!Number.isFinite(point.value) || !lowEnough(point) || (point.value >= low.value && low !== origin)) {
      high = point;
    } else {
      if (flatEnough(point)) return point;
      // The minimum is between the better end and the side to which its slope points.
      const turned = point.slope * ((high?.t ?? Infinity) - low.t) >= 0;
      if (turned) high = low;
      low = point;
    }
    t = high === undefined ? 2.5 * t : between(low, high);
    if (high !== undefined && Math.abs(high.t - low.t) <= 1e-12 * Math.max(1, low.t)) break;
  }
  return low === origin ? undefined : low;
}

/** The minimum of the cubic through both ends, kept a tenth away from them; the middle if there is none. */
function between<Extra>(a: LinePoint<Extra>, b: LinePoint<Extra>): number {
  const middle = (a.t + b.t) / 2;
  if (!Number.isFinite(b.value) || !Number.isFinite(b.slope)) return middle;
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t);
  const radicand = d1 * d1 - a.slope * b.slope;
  if (radicand < 0) return middle;
  const d2 = Math.sign(b.t - a.t) * Math.sqrt(radicand);
  const t = b.t - ((b.t - a.t) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const margin = 0.1 * Math.abs(b.t - a.t);
  const [least, most] = [Math.min(a.t, b.t) + margin, Math.max(a.t, b.t) - margin];
  return Number.isFinite(t) ? Math.min(most, Math.max(least, t)) : middle;
}
