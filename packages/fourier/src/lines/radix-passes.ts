import type { ComplexNumbers } from "./complex-lines.ts";

/**
 * One pass of a Stockham transform, decimation in frequency. With r the radix, m = n/r and w = exp(−2πi/n),
 *
 *     y[q + s(r p + k)] = wᵖᵏ Σ_j x[q + s(p + m j)] exp(−2πi j k/r)     p < m, q < s, k < r
 *
 * @param n the length still to be transformed; the full length is that of `roots`.
 * @param s how many adjacent numbers share this pass.
 */
export type RadixPass = (
  x: ComplexNumbers,
  y: ComplexNumbers,
  n: number,
  s: number,
  roots: ComplexNumbers,
) => void;

export const radixPasses: ReadonlyMap<number, RadixPass> = new Map([
  [2, pass2],
  [3, pass3],
  [4, pass4],
  [5, pass5],
]);

function pass2(x: ComplexNumbers, y: ComplexNumbers, n: number, s: number, roots: ComplexNumbers): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const m = n / 2;
  const step = roots.real.length / n;
  for (let p = 0; p < m; p++) {
    const wr = roots.real[p * step]!;
    const wi = roots.imag[p * step]!;
    let to = 2 * s * p;
    for (let a = s * p, b = s * (p + m), end = a + s; a < end; a++, b++, to++) {
      const dr = xr[a]! - xr[b]!;
      const di = xi[a]! - xi[b]!;
      yr[to] = xr[a]! + xr[b]!;
      yi[to] = xi[a]! + xi[b]!;
      yr[to + s] = dr * wr - di * wi;
      yi[to + s] = dr * wi + di * wr;
    }
  }
}

function pass3(x: ComplexNumbers, y: ComplexNumbers, n: number, s: number, roots: ComplexNumbers): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const m = n / 3;
  const step = roots.real.length / n;
  const sine = Math.sqrt(3) / 2;
  for (let p = 0; p < m; p++) {
    const w1r = roots.real[p * step]!;
    const w1i = roots.imag[p * step]!;
    const w2r = roots.real[2 * p * step]!;
    const w2i = roots.imag[2 * p * step]!;
    let to = 3 * s * p;
    for (let a = s * p, b = a + s * m, c = b + s * m, end = a + s; a < end; a++, b++, c++, to++) {
      const tr = xr[b]! + xr[c]!;
      const ti = xi[b]! + xi[c]!;
      const ur = xr[a]! - 0.5 * tr;
      const ui = xi[a]! - 0.5 * ti;
      const vr = sine * (xi[b]! - xi[c]!);
      const vi = -sine * (xr[b]! - xr[c]!);
      yr[to] = xr[a]! + tr;
      yi[to] = xi[a]! + ti;
      yr[to + s] = (ur + vr) * w1r - (ui + vi) * w1i;
      yi[to + s] = (ur + vr) * w1i + (ui + vi) * w1r;
      yr[to + 2 * s] = (ur - vr) * w2r - (ui - vi) * w2i;
      yi[to + 2 * s] = (ur - vr) * w2i + (ui - vi) * w2r;
    }
  }
}

function pass4(x: ComplexNumbers, y: ComplexNumbers, n: number, s: number, roots: ComplexNumbers): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const quarter = (s * n) / 4;
  const step = roots.real.length / n;
  for (let p = 0; p < n / 4; p++) {
    const w1r = roots.real[p * step]!;
    const w1i = roots.imag[p * step]!;
    const w2r = roots.real[2 * p * step]!;
    const w2i = roots.imag[2 * p * step]!;
    const w3r = roots.real[3 * p * step]!;
    const w3i = roots.imag[3 * p * step]!;
    let to = 4 * s * p;
    for (let a = s * p, end = a + s; a < end; a++, to++) {
      const b = a + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const t0r = xr[a]! + xr[c]!;
      const t0i = xi[a]! + xi[c]!;
      const t1r = xr[a]! - xr[c]!;
      const t1i = xi[a]! - xi[c]!;
      const t2r = xr[b]! + xr[d]!;
      const t2i = xi[b]! + xi[d]!;
      const t3r = xi[b]! - xi[d]!;
      const t3i = xr[d]! - xr[b]!;
      yr[to] = t0r + t2r;
      yi[to] = t0i + t2i;
      yr[to + s] = (t1r + t3r) * w1r - (t1i + t3i) * w1i;
      yi[to + s] = (t1r + t3r) * w1i + (t1i + t3i) * w1r;
      yr[to + 2 * s] = (t0r - t2r) * w2r - (t0i - t2i) * w2i;
      yi[to + 2 * s] = (t0r - t2r) * w2i + (t0i - t2i) * w2r;
      yr[to + 3 * s] = (t1r - t3r) * w3r - (t1i - t3i) * w3i;
      yi[to + 3 * s] = (t1r - t3r) * w3i + (t1i - t3i) * w3r;
    }
  }
}

const [cos1, cos2] = [Math.cos((2 * Math.PI) / 5), Math.cos((4 * Math.PI) / 5)];
const [sin1, sin2] = [Math.sin((2 * Math.PI) / 5), Math.sin((4 * Math.PI) / 5)];

function pass5(x: ComplexNumbers, y: ComplexNumbers, n: number, s: number, roots: ComplexNumbers): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const fifth = (s * n) / 5;
  const step = roots.real.length / n;
  for (let p = 0; p < n / 5; p++) {
    const w1r = roots.real[p * step]!;
    const w1i = roots.imag[p * step]!;
    const w2r = roots.real[2 * p * step]!;
    const w2i = roots.imag[2 * p * step]!;
    const w3r = roots.real[3 * p * step]!;
    const w3i = roots.imag[3 * p * step]!;
    const w4r = roots.real[4 * p * step]!;
    const w4i = roots.imag[4 * p * step]!;
    let to = 5 * s * p;
    for (let a = s * p, end = a + s; a < end; a++, to++) {
      const b = a + fifth;
      const c = b + fifth;
      const d = c + fifth;
      const e = d + fifth;
      const ar = xr[a]!;
      const ai = xi[a]!;
      // Sums and differences of mirrored inputs, even and odd in j.
      const s1r = xr[b]! + xr[e]!;
      const s1i = xi[b]! + xi[e]!;
      const s2r = xr[c]! + xr[d]!;
      const s2i = xi[c]! + xi[d]!;
      const d1r = xr[b]! - xr[e]!;
      const d1i = xi[b]! - xi[e]!;
      const d2r = xr[c]! - xr[d]!;
      const d2i = xi[c]! - xi[d]!;
      const u1r = ar + cos1 * s1r + cos2 * s2r;
      const u1i = ai + cos1 * s1i + cos2 * s2i;
      const u2r = ar + cos2 * s1r + cos1 * s2r;
      const u2i = ai + cos2 * s1i + cos1 * s2i;
      const v1r = sin1 * d1i + sin2 * d2i;
      const v1i = -sin1 * d1r - sin2 * d2r;
      const v2r = sin2 * d1i - sin1 * d2i;
      const v2i = sin1 * d2r - sin2 * d1r;
      yr[to] = ar + s1r + s2r;
      yi[to] = ai + s1i + s2i;
      yr[to + s] = (u1r + v1r) * w1r - (u1i + v1i) * w1i;
      yi[to + s] = (u1r + v1r) * w1i + (u1i + v1i) * w1r;
      yr[to + 2 * s] = (u2r + v2r) * w2r - (u2i + v2i) * w2i;
      yi[to + 2 * s] = (u2r + v2r) * w2i + (u2i + v2i) * w2r;
      yr[to + 3 * s] = (u2r - v2r) * w3r - (u2i - v2i) * w3i;
      yi[to + 3 * s] = (u2r - v2r) * w3i + (u2i - v2i) * w3r;
      yr[to + 4 * s] = (u1r - v1r) * w4r - (u1i - v1i) * w4i;
      yi[to + 4 * s] = (u1r - v1r) * w4i + (u1i - v1i) * w4r;
    }
  }
}
