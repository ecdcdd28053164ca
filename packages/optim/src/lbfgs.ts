import { strongWolfe } from "./strong-wolfe.ts";
import type { LinePoint } from "./strong-wolfe.ts";

/** Value and gradient of a function at one point. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** The state of L-BFGS after an iteration: plain numbers, so that it can be saved and resumed. */
export interface LbfgsState extends Evaluation {
  readonly iteration: number;
  readonly x: Float64Array;
  /** The latest steps s and changes of the gradient y, oldest first. */
  readonly pairs: readonly { readonly s: Float64Array; readonly y: Float64Array }[];
}

export interface LbfgsOptions {
  /** Number of pairs to keep. */
  readonly memory?: number;
  readonly iterations: number;
  /** Stops when the largest component of the gradient is at most this. */
  readonly tolerance?: number;
  /** Resumes a run from this state; `start` is then ignored. */
  readonly resume?: LbfgsState;
}

/**
 * Minimises a smooth function by limited-memory BFGS: two-loop recursion, strong Wolfe line search
 * (Liu & Nocedal 1989, DOI 10.1007/BF01589116; Nocedal & Wright 2006, algorithms 7.4 and 7.5).
 *
 * Yields the state after each iteration, and ends when `iterations` are done, the gradient is small enough,
 * or no step along the search direction lowers the value.
 *
 * @throws RangeError if value or gradient at the start are not finite.
 */
export async function* lbfgs(
  objective: (x: Float64Array) => Evaluation | Promise<Evaluation>,
  start: ArrayLike<number>,
  { memory = 5, iterations, tolerance = 0, resume }: LbfgsOptions,
): AsyncGenerator<LbfgsState, void, void> {
  let state = resume ?? (await initialState(objective, Float64Array.from(start)));
  while (state.iteration < iterations && largest(state.gradient) > tolerance) {
    const next =
      (await step(objective, state, memory)) ??
      (state.pairs.length > 0 ? await step(objective, { ...state, pairs: [] }, memory) : undefined);
    if (next === undefined) return;
    state = next;
    yield state;
  }
}

async function initialState(
  objective: (x: Float64Array) => Evaluation | Promise<Evaluation>,
  x: Float64Array,
): Promise<LbfgsState> {
  const { value, gradient } = await objective(x);
  if (!Number.isFinite(value) || !gradient.every(Number.isFinite)) {
    throw new RangeError(`lbfgs: expected a finite value and gradient at the start, got value ${value}`);
  }
  return { iteration: 0, x, value, gradient: Float64Array.from(gradient), pairs: [] };
}

/** One iteration; undefined if no step along the direction helps. */
async function step(
  objective: (x: Float64Array) => Evaluation | Promise<Evaluation>,
  state: LbfgsState,
  memory: number,
): Promise<LbfgsState | undefined> {
  const { x, value, gradient, pairs } = state;
  const direction = searchDirection(state);
  const slope = dot(gradient, direction);
  if (!(slope < 0)) return undefined;
  const moved = (t: number): Float64Array => x.map((xi, i) => xi + t * direction[i]!);
  const along = async (t: number): Promise<LinePoint<Evaluation>> => {
    const at = await objective(moved(t));
    return { t, value: at.value, slope: dot(at.gradient, direction), extra: at };
  };
  const origin = { t: 0, value, slope, extra: { value, gradient } };
  // Without curvature information, the first step is short.
  const first = pairs.length > 0 ? 1 : Math.min(1, 1 / norm(gradient));
  const found = await strongWolfe(along, origin, first);
  if (found === undefined) return undefined;
  const reached = Float64Array.from(found.extra.gradient);
  const s = direction.map((d) => found.t * d);
  const y = reached.map((g, i) => g - gradient[i]!);
  const kept = dot(s, y) > 1e-10 * norm(s) * norm(y) ? [...pairs, { s, y }].slice(-memory) : pairs;
  return {
    iteration: state.iteration + 1,
    x: moved(found.t),
    value: found.value,
    gradient: reached,
    pairs: kept,
  };
}

/** −H·gradient by the two-loop recursion, with H₀ = (sᵀy / yᵀy) I from the latest pair. */
function searchDirection({ gradient, pairs }: LbfgsState): Float64Array {
  const q = gradient.map((g) => -g);
  const weights = pairs.toReversed().map(({ s, y }) => {
    const rho = 1 / dot(s, y);
    const alpha = rho * dot(s, q);
    y.forEach((value, i) => (q[i] = q[i]! - alpha * value));
    return { s, y, rho, alpha };
  });
  const latest = pairs.at(-1);
  const scale = latest ? dot(latest.s, latest.y) / dot(latest.y, latest.y) : 1;
  q.forEach((value, i) => (q[i] = scale * value));
  for (const { s, y, rho, alpha } of weights.toReversed()) {
    const beta = rho * dot(y, q);
    s.forEach((value, i) => (q[i] = q[i]! + (alpha - beta) * value));
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function largest(a: Float64Array): number {
  return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
