import { boundedCache, defineLinearOperator } from "@genericdp/core";
import { fourierFilter, fourierFilterAdjoint, goodSize } from "@genericdp/fourier";
import type { LinearOperator } from "@genericdp/core";
import type { FourierFilter, HalfSpectrum, LineMap } from "@genericdp/fourier";
import type { BlurKernel } from "./kernel/blur-kernel.ts";
import { checkKernelFits } from "./kernel/check-kernel-fits.ts";
import { kernelSpectrum } from "./spectrum/kernel-spectrum.ts";

/** Boundaries other than periodic. */
export type OpenBoundary = "symmetric" | "replicate" | "valid";

/** The index of the pixel that appears at a position of an endless line. */
const extensions: Readonly<Record<OpenBoundary, (place: number, size: number) => number>> = {
  symmetric: (place, size) => {
    const turn = ((place % (2 * size)) + 2 * size) % (2 * size);
    return turn < size ? turn : 2 * size - 1 - turn;
  },
  replicate: (place, size) => Math.min(Math.max(place, 0), size - 1),
  valid: (place) => place,
};

/**
 * Convolution of the extended image, computed on a periodic grid that is large enough for wrap-around not to
 * reach the pixels that are kept.
 */
export function borderedBlur(name: string, kernel: BlurKernel, boundary: OpenBoundary): LinearOperator {
  const valid = boundary === "valid";
  const shrink = { height: valid ? kernel.height - 1 : 0, width: valid ? kernel.width - 1 : 0 };
  const filters = boundedCache(4, (size: string): FourierFilter => {
    const [height, width] = size.split("×").map(Number) as [number, number];
    const rows = lineMaps(height, kernel.height, boundary);
    const columns = lineMaps(width, kernel.width, boundary);
    return {
      transfer: kernelSpectrum(kernel, rows.source.indices.length, columns.source.indices.length),
      source: { rows: rows.source, columns: columns.source },
      target: { rows: rows.target, columns: columns.target },
    };
  });
  // On the grid, with zeros beyond the image, the blur is circular: exact except for the boundary.
  const ridges = boundedCache(4, (key: string): FourierFilter => {
    const [size, gamma] = key.split(" ") as [string, string];
    const [height, width] = size.split("×").map(Number) as [number, number];
    const { transfer } = filters(size);
    const rows = paddedLine(height, transfer.height);
    const columns = paddedLine(width, transfer.width);
    const placement = { rows, columns };
    return { transfer: ridgeSpectrum(transfer, Number(gamma)), source: placement, target: placement };
  });
  return defineLinearOperator({
    name,
    outputShape: ([batch, height, width, channels]) => {
      if (valid) checkKernelFits(name, kernel, height, width);
      return [batch, height - shrink.height, width - shrink.width, channels];
    },
    forward: (x) => fourierFilter(x, filters(`${x.shape[1]}×${x.shape[2]}`)),
    adjoint: (y) => {
      const [, height, width] = y.shape;
      return fourierFilterAdjoint(y, filters(`${height + shrink.height}×${width + shrink.width}`));
    },
    precondition: (x, gamma) => fourierFilter(x, ridges(`${x.shape[1]}×${x.shape[2]} ${gamma}`)),
  });
}

/** 1 / (1 + γ |H|²). */
function ridgeSpectrum({ height, width, real, imag }: HalfSpectrum, gamma: number): HalfSpectrum {
  return {
    height,
    width,
    real: real.map((value, i) => 1 / (1 + gamma * (value ** 2 + imag[i]! ** 2))),
    imag: new Float32Array(imag.length),
  };
}

/** The image at the start of a line of the grid, followed by nothing. */
function paddedLine(size: number, length: number): LineMap {
  return { size, indices: Int32Array.from({ length }, (_, i) => (i < size ? i : -1)) };
}

/** Position of the extended image on the grid, and which of its pixels are measured. */
function lineMaps(
  size: number,
  kernelSize: number,
  boundary: OpenBoundary,
): { readonly source: LineMap; readonly target: LineMap } {
  const after = Math.floor(kernelSize / 2);
  const before = kernelSize - 1 - after;
  // A measured pixel sees `before` pixels before it and `after` after it; valid ones see none beyond the
  // edge.
  const start = boundary === "valid" ? 0 : before;
  const shown = boundary === "valid" ? size : size + kernelSize - 1;
  const length = goodSize(shown);
  const measured = shown - kernelSize + 1;
  const extend = extensions[boundary];
  return {
    source: {
      size,
      indices: Int32Array.from({ length }, (_, i) => (i < shown ? extend(i - start, size) : -1)),
    },
    target: {
      size: measured,
      indices: Int32Array.from({ length }, (_, i) =>
        i >= before && i < before + measured ? i - before : -1,
      ),
    },
  };
}
