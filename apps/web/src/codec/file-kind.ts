/** The kind of a file, according to its first bytes. */
export type FileKind =
  | "png"
  | "jpeg"
  | "webp"
  | "gif"
  | "avif"
  | "bmp"
  | "heic"
  | "tiff"
  | "pdf"
  | "empty"
  | "unknown";

const HEIC_BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]);

export function fileKind(start: Uint8Array): FileKind {
  if (start.length === 0) return "empty";
  const text = (from: number, to: number): string => String.fromCharCode(...start.subarray(from, to));
  if (text(0, 8) === "\u0089PNG\r\n\u001a\n") return "png";
  if (text(0, 3) === "\u00ff\u00d8\u00ff") return "jpeg";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "webp";
  if (text(0, 4) === "GIF8") return "gif";
  if (text(0, 2) === "BM") return "bmp";
  if (text(0, 4) === "%PDF") return "pdf";
  if (text(0, 4) === "II*\u0000" || text(0, 4) === "MM\u0000*") return "tiff";
  if (text(4, 8) === "ftyp") {
    const brand = text(8, 12);
    if (brand === "avif" || brand === "avis") return "avif";
    if (HEIC_BRANDS.has(brand)) return "heic";
  }
  return "unknown";
}
