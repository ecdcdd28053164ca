import type { RadixPass } from "./radix-passes.ts";

/** The pass for any odd radix. Uses sums and differences of mirrored inputs. */
export function primePass(radix: number): RadixPass {
  const half = (radix - 1) / 2;
  const angles = Array.from({ length: half * half }, (_, at) => {
    const [k, j] = [Math.floor(at / half) + 1, (at % half) + 1];
    return (2 * Math.PI * ((j * k) % radix)) / radix;
  });
  const cosines = Float64Array.from(angles, Math.cos);
  const sines = Float64Array.from(angles, Math.sin);
  const [sumsR, sumsI] = [new Float64Array(half), new Float64Array(half)];
  const [differencesR, differencesI] = [new Float64Array(half), new Float64Array(half)];
  return ({ real: xr, imag: xi }, { real: yr, imag: yi }, n, s, roots) => {
    const apart = (s * n) / radix;
    const step = roots.real.length / n;
    for (let p = 0; p < n / radix; p++) {
      let to = radix * s * p;
      for (let a = s * p, end = a + s; a < end; a++, to++) {
        const ar = xr[a]!;
        const ai = xi[a]!;
        let totalR = ar;
        let totalI = ai;
        for (let j = 0, b = a + apart, c = a + (radix - 1) * apart; j < half; j++, b += apart, c -= apart) {
          const sr = xr[b]! + xr[c]!;
          const si = xi[b]! + xi[c]!;
          totalR += sr;
          totalI += si;
          sumsR[j] = sr;
          sumsI[j] = si;
          differencesR[j] = xr[b]! - xr[c]!;
          differencesI[j] = xi[b]! - xi[c]!;
        }
        yr[to] = totalR;
        yi[to] = totalI;
        for (let k = 0, at = 0; k < half; k++) {
          let ur = ar;
          let ui = ai;
          let vr = 0;
          let vi = 0;
          for (let j = 0; j < half; j++, at++) {
            const cosine = cosines[at]!;
            const sine = sines[at]!;
            ur += cosine * sumsR[j]!;
            ui += cosine * sumsI[j]!;
            vr += sine * differencesI[j]!;
            vi -= sine * differencesR[j]!;
          }
          const first = p * (k + 1) * step;
          const wr = roots.real[first]!;
          const wi = roots.imag[first]!;
          const second = p * (radix - 1 - k) * step;
          const zr = roots.real[second]!;
          const zi = roots.imag[second]!;
          yr[to + (k + 1) * s] = (ur + vr) * wr - (ui + vi) * wi;
          yi[to + (k + 1) * s] = (ur + vr) * wi + (ui + vi) * wr;
          yr[to + (radix - 1 - k) * s] = (ur - vr) * zr - (ui - vi) * zi;
          yi[to + (radix - 1 - k) * s] = (ur - vr) * zi + (ui - vi) * zr;
        }
      }
    }
  };
}
