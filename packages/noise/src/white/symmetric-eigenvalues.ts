/** Largest number of QL steps per eigenvalue; two or three are usual. */
const MAX_STEPS = 60;

/**
 * The eigenvalues of a real symmetric matrix in ascending order, repeated by multiplicity.
 *
 * Householder reflections make the matrix tridiagonal; implicitly shifted QL rotations make that diagonal
 * (Golub & Van Loan, Matrix Computations, 4th edition, 8.3). About (4/3) n³ operations; errors of the order
 * of the unit round-off times the largest eigenvalue.
 *
 * @param matrix - n × n numbers row by row, of which the lower triangle is read; not changed
 * @param size - n
 * @throws RangeError if the length is not n² or an entry is not finite
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, size: number): Float64Array {
  if (matrix.length !== size * size) {
    throw new RangeError(
      `symmetricEigenvalues: expected ${size}×${size} = ${size * size} entries, got ${matrix.length}`,
    );
  }
  for (let i = 0; i < matrix.length; i++) {
    if (!Number.isFinite(matrix[i]!)) {
      throw new RangeError(`symmetricEigenvalues: expected finite entries, got ${matrix[i]} at ${i}`);
    }
  }
  const { diagonal, offDiagonal } = tridiagonalise(Float64Array.from(matrix), size);
  diagonaliseInPlace(diagonal, offDiagonal);
  return diagonal.toSorted();
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry i couples i and i + 1; the last one is 0. */
  readonly offDiagonal: Float64Array;
}

/** Reflects the rows from the last to the third, each onto the entry beside the diagonal. Overwrites `a`. */
function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const offDiagonal = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let m = n - 1; m >= 1; m--) {
    // x = (a[m][0], …, a[m][m−1]) is to become (0, …, 0, ∓‖x‖); scaled against over- and underflow.
    let scale = 0;
    for (let j = 0; j < m; j++) scale = Math.max(scale, Math.abs(a[m * n + j]!));
    if (scale === 0) continue;
    let squares = 0;
    for (let j = 0; j < m; j++) {
      const entry = a[m * n + j]! / scale;
      v[j] = entry;
      squares += entry * entry;
    }
    const last = v[m - 1]!;
    const target = last > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    offDiagonal[m - 1] = scale * target;
    v[m - 1] = last - target;
    const halfNorm = squares - last * target;
    if (halfNorm === 0 || m === 1) {
      offDiagonal[m - 1] = a[m * n + m - 1]!;
      continue;
    }
    // With H = I − v vᵀ/halfNorm, p = A v/halfNorm and q = p − (vᵀp / 2 halfNorm) v:  H A H = A − v qᵀ − q
    // vᵀ.
    let inner = 0;
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += a[i * n + j]! * v[j]!;
      for (let j = i + 1; j < m; j++) sum += a[j * n + i]! * v[j]!;
      p[i] = sum / halfNorm;
      inner += p[i]! * v[i]!;
    }
    for (let i = 0; i < m; i++) p[i]! -= (inner / (2 * halfNorm)) * v[i]!;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j <= i; j++) a[i * n + j]! -= v[i]! * p[j]! + p[i]! * v[j]!;
    }
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), offDiagonal };
}

/** Turns the diagonal of a tridiagonal matrix into its eigenvalues, in no order. Overwrites both arrays. */
function diagonaliseInPlace(d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let first = 0; first < n; first++) {
    for (let steps = 0; ; steps++) {
      // The block first … end is decoupled from what follows.
      let end = first;
      while (end < n - 1) {
        const neighbours = Math.abs(d[end]!) + Math.abs(d[end + 1]!);
        if (neighbours + Math.abs(e[end]!) === neighbours) break;
        end++;
      }
      if (end === first) break;
      if (steps === MAX_STEPS) throw new Error("symmetricEigenvalues: no convergence");
      sweep(d, e, first, end);
    }
  }
}

/** One QL step with Wilkinson's shift: a bulge chased from the end of the block to its first row. */
function sweep(d: Float64Array, e: Float64Array, first: number, end: number): void {
  const half = (d[first + 1]! - d[first]!) / (2 * e[first]!);
  const root = Math.hypot(half, 1);
  let g = d[end]! - d[first]! + e[first]! / (half + (half < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let moved = 0;
  for (let i = end - 1; i >= first; i--) {
    const bulge = sine * e[i]!;
    const side = cosine * e[i]!;
    const length = Math.hypot(bulge, g);
    e[i + 1] = length;
    if (length === 0) {
      // The matrix has split: the rest of the sweep would do nothing.
      d[i + 1]! -= moved;
      e[end] = 0;
      return;
    }
    sine = bulge / length;
    cosine = g / length;
    const base = d[i + 1]! - moved;
    const slope = (d[i]! - base) * sine + 2 * cosine * side;
    moved = sine * slope;
    d[i + 1] = base + moved;
    g = cosine * slope - side;
  }
  d[first]! -= moved;
  e[first] = g;
  e[end] = 0;
}
