/** 12 → "12 s", 95 → "1 min 35 s". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Formats the remaining time without false precision. */
export function roughly(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}

/** "640 × 512". */
export function dimensions({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width} × ${height}`;
}

export function megapixels({ width, height }: { readonly width: number; readonly height: number }): number {
  return (width * height) / 1e6;
}
