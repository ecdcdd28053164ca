import { formatOfName, inputFormatOfName } from "@genericdp/image/node";
import type { ImageFormat } from "@genericdp/image";
import { UsageError } from "./errors.ts";

/** @throws UsageError unless the name of an output determines its format. */
export function checkOutputName(output: string): void {
  if (formatOfName(output) !== undefined) return;
  const known = ".png, .jpg, .jpeg, .webp, .tif, .tiff, .avif or .npy";
  const hint = inputFormatOfName(output) === undefined ? "" : ", which is read but not written";
  throw new UsageError(`expected OUT to end in ${known}, got ${output}${hint}`);
}

/** @throws UsageError unless `text` is an output format. */
export function parseFormat(text: string): ImageFormat {
  const format = formatOfName(`.${text}`);
  if (format !== undefined) return format;
  throw new UsageError(
    `expected --format to be png, jpeg, webp, tiff, avif or npy, got ${text === "" ? "nothing" : text}`,
  );
}

/** The error that an output would replace its input. */
export function overwrites(output: string): string {
  return `${output} is both input and output; add --force to replace it`;
}
