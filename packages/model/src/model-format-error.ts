import { GenericDPError } from "@genericdp/core";

/** A model file that cannot be read: not a model, damaged, truncated, too new, or inconsistent. */
export class ModelFormatError extends GenericDPError {
  override readonly name = "ModelFormatError";
  override readonly code = "model-format";
}
