import type { Stripped } from "@genericdp/image";

/** Says which data of the original files are saved with the photos. */
export function metadataSaid(strip: Stripped, owner: "the original" | "the originals"): string {
  switch (strip) {
    case "none":
      return `with the date, place and camera of ${owner}`;
    case "gps":
      return `with the date and camera of ${owner}, without the place`;
    case "all":
      return `without the date, place and camera of ${owner}`;
  }
}
