export type { FourierFilter } from "./effective-filter.ts";
export { fft2, ifft2 } from "./fft2.ts";
export type { ComplexImages, ComplexImagesInput } from "./fft2.ts";
export { fourierFilter, fourierFilterAdjoint } from "./fourier-filter.ts";
export { goodSize } from "./lines/good-size.ts";
export { halfWidth, wholeLine } from "./periodic-grid.ts";
export type { GridPlacement, HalfSpectrum, LineMap } from "./periodic-grid.ts";
export { powerSpectrum, realSpectrum } from "./real-spectrum.ts";
