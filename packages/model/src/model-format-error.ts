/** A model file that cannot be read: no model, damaged, cut off, too new, or at odds with itself. */
export class ModelFormatError extends Error {
  override readonly name = "ModelFormatError";
}
