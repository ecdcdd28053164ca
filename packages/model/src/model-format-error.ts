import { GenericDPError } from "@genericdp/core";

/** A model file that cannot be read: no model, damaged, cut off, too new, or at odds with itself. */
export class ModelFormatError extends GenericDPError {
  override readonly name = "ModelFormatError";
  override readonly code = "model-format";
}
