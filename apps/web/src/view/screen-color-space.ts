/** The colour space in which a canvas can show all colours of the screen. */
export function screenColorSpace(): PredefinedColorSpace {
  return matchMedia("(color-gamut: p3)").matches ? "display-p3" : "srgb";
}
