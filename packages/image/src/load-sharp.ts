import type { default as Sharp } from "sharp";

/** sharp, loaded at first use: programs start sooner, and .npy files work where sharp has no binary. */
export async function loadSharp(): Promise<typeof Sharp> {
  return (await import("sharp")).default;
}
