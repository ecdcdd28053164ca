import type { default as Sharp } from "sharp";
import { GenericDPError } from "@genericdp/core/errors";

/** sharp, an optional peer dependency, is not installed or has no binary for this platform. */
export class SharpMissingError extends GenericDPError {
  override readonly name = "SharpMissingError";
  override readonly code = "sharp-missing";
}

/**
 * sharp, loaded on first use: programs start sooner, and .npy files work without it.
 *
 * @throws SharpMissingError if it cannot be loaded.
 */
export async function loadSharp(): Promise<typeof Sharp> {
  try {
    return (await import("sharp")).default;
  } catch (cause) {
    throw new SharpMissingError("image files need the package sharp: run npm install sharp", { cause });
  }
}
