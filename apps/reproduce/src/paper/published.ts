/** PSNR in dB and, if published, SSIM. */
export interface Figure {
  readonly psnr: number;
  readonly ssim?: number;
}

/** A row of a table as the paper prints it: a figure for each column, or none. */
export interface PublishedRow {
  readonly label: string;
  readonly figures: readonly (Figure | undefined)[];
  /** Seconds per image on the paper's machine. */
  readonly seconds?: number;
}

/** Rows by method id. */
type PublishedTable = Readonly<Record<string, PublishedRow>>;

/** Noise levels of Tables 1 and 2, and of Table 3. */
export const DENOISING_LEVELS = [5, 15, 25, 50] as const;
export const DEBLURRING_LEVELS = [2.55, 5.1, 7.65, 10.2] as const;

/** Table 1: PSNR on BSD68 for σ = 5, 15, 25, 50. */
export const TABLE_1: PublishedTable = {
  tnrd: row("TNRD, a model for each level", [37.77, 31.42, 28.94, 26.01]),
  "m25-2000": row("2000 patches, M = 25", [37.57, 31.38, 28.85]),
  "m25-4000": row("4000 patches, M = 25", [37.55, 31.41, 28.91]),
  m15: row("4000 patches, M = 15", [37.65, 31.4]),
  m50: row("4000 patches, M = 50", [37.38, 31.35, 28.9, 25.99]),
  "m50-without-reaction": row("4000 patches, M = 50, without reaction", [34.19, 30.78, 28.55, 25.68]),
};

/** Table 2: PSNR and SSIM on BSD68 for σ = 5, 15, 25, 50. */
export const TABLE_2: PublishedTable = {
  bm3d: row("BM3D", [37.59, 31.08, 28.57, 25.62], [0.9635, 0.8717, 0.8013, 0.6864], 1.2),
  tnrd: row("TNRD", [37.77, 31.42, 28.94, 26.01], [0.9651, 0.8822, 0.8162, 0.7062], 2.2),
  epll: row("EPLL", [37.57, 31.19, 28.68, 25.68], [0.9648, 0.882, 0.8119, 0.6873], 145.3),
  ksvd: row("K-SVD", [37.21, 30.87, 28.29, 25.18], [0.9621, 0.8664, 0.7869, 0.6551]),
  genericDP: row("genericDP", [37.38, 31.35, 28.9, 25.99], [0.962, 0.8803, 0.8142, 0.703], 2.3),
};

/** Table 3: PSNR and SSIM on Levin's 4 images × 8 kernels for σ = 2.55, 5.10, 7.65, 10.20. */
export const TABLE_3: PublishedTable = {
  tnrd: row("TNRD", [28.68, 27.97, 27.41, 26.92], [0.8597, 0.8357, 0.8145, 0.7939], 2.2),
  epll: row("EPLL", [26.94, 26.09, 25.31, 24.65], [0.8894, 0.8481, 0.8102, 0.7767], 54.4),
  foe: row("FoE 3×3", [32.46, 30.09, 28.71, 27.74], [0.9231, 0.8745, 0.8379, 0.8077], 2740.5),
  genericDP: row("R_denoise", [31.39, 29.62, 28.15, 26.97], [0.9142, 0.8766, 0.8347, 0.7899], 1.6),
};

/** Columns beyond the given figures are empty in the paper. */
function row(label: string, psnr: number[], ssim?: number[], seconds?: number): PublishedRow {
  const figures = Array.from({ length: 4 }, (_, i): Figure | undefined => {
    const [value, similarity] = [psnr[i], ssim?.[i]];
    if (value === undefined) return undefined;
    return { psnr: value, ...(similarity !== undefined && { ssim: similarity }) };
  });
  return { label, figures, ...(seconds !== undefined && { seconds }) };
}
