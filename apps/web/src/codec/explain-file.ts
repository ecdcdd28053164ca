import { foreignFormat } from "@genericdp/image";
import type { FileKind } from "./file-kind.ts";
import { PhotoError } from "./photo-error.ts";

/** Explains why a file could not be opened, from its kind. */
export function explainFile(name: string, kind: FileKind, start: Uint8Array = new Uint8Array()): PhotoError {
  const foreign = kind === "unknown" ? foreignFormat(start) : undefined;
  if (foreign !== undefined) return new PhotoError(`“${name}” is ${foreign.name}`, sentence(foreign.advice));
  switch (kind) {
    case "empty":
      return new PhotoError(`“${name}” is empty`, "The file has no bytes in it. Was it copied completely?");
    case "heic":
      return new PhotoError(
        "This browser cannot open HEIC photos",
        "Save the photo as JPEG first. On an iPhone: Settings, Camera, Formats, Most Compatible.",
      );
    case "tiff":
      return new PhotoError(
        "TIFF and camera raw files cannot be opened in a browser",
        "Export the photo as PNG or JPEG, or use the genericdp command line, which keeps 16 bits.",
      );
    case "pdf":
      return new PhotoError(`“${name}” is a PDF, not a photo`, "Export the page you want as PNG or JPEG.");
    case "unknown":
      return new PhotoError(
        `“${name}” is not an image`,
        "JPEG, PNG, WebP, AVIF, GIF and BMP files can be opened.",
      );
    default:
      return new PhotoError(
        `“${name}” could not be read`,
        "The file is damaged or incomplete, or this browser does not support its format.",
      );
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The error for a photo that does not fit into the browser's memory together with the work on it. */
export function tooLarge(megapixels: number, limit: number): PhotoError {
  return new PhotoError(
    `${megapixels.toFixed(0)} megapixels are too many for this page`,
    `It takes up to ${limit}. Make the photo smaller first, or use the genericdp command line.`,
  );
}
