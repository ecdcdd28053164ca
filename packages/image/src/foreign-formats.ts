import { tiffTag } from "./tiff-tags.ts";

/** A kind of file that cannot be read: its usual name, and what to do with it. */
export interface ForeignFormat {
  readonly name: string;
  readonly advice: string;
  /** File name extensions in lower case, without the dot. */
  readonly extensions: readonly string[];
}

interface Known extends ForeignFormat {
  /** Whether a file is of this kind; its first few hundred bytes suffice. */
  matches(file: Uint8Array): boolean;
}

const raw = "develop it to a TIFF of 16 bits first, with darktable or RawTherapee for example";
const frames = "extract images from it first, with ffmpeg -i FILE frame-%04d.png for example";

const FOREIGN: readonly Known[] = [
  {
    name: "a HEIC photo",
    advice: "convert it to JPEG first (on an iPhone: Settings, Camera, Formats, Most Compatible)",
    extensions: ["heic", "heif", "hif"],
    matches: brand(/^(hei[cxms]|hev[cxms]|mif1|msf1)/),
  },
  {
    name: "a JPEG XL image",
    advice: "convert it to PNG or JPEG first, with djxl for example",
    extensions: ["jxl"],
    matches: either(starts("\u00ff\u000a"), starts("\0\0\0\u000cJXL ")),
  },
  {
    name: "a JPEG 2000 image",
    advice: "convert it to PNG or TIFF first, with opj_decompress for example",
    extensions: ["jp2", "j2k", "j2c", "jpx", "jpf"],
    matches: either(starts("\0\0\0\u000cjP  "), starts("\u00ff\u004f\u00ff\u0051")),
  },
  {
    name: "a PNM image",
    advice: "convert it to PNG first, with pnmtopng for example",
    extensions: ["pbm", "pgm", "ppm", "pnm", "pam", "pfm"],
    matches: (file) => /^P[1-7Ff]\s/.test(text(file, 0, 3)),
  },
  {
    name: "an SVG drawing",
    advice: "it has no pixels and no noise; export it as PNG in the size you need",
    extensions: ["svg", "svgz"],
    matches: (file) => /^(\u00ef\u00bb\u00bf)?\s*</.test(head(file)) && /<svg[\s>]/i.test(head(file)),
  },
  {
    name: "a PDF document",
    advice: "export its pages as PNG first, with pdftoppm -png for example",
    extensions: ["pdf"],
    matches: starts("%PDF"),
  },
  {
    name: "a camera raw file",
    advice: raw,
    extensions: ["cr2", "cr3", "nef", "nrw", "arw", "dng", "raf", "orf", "rw2", "pef", "srw", "3fr", "iiq"],
    matches: either(
      brand(/^crx /),
      starts("FUJIFILMCCD-RAW"),
      starts("IIRO"),
      starts("IIRS"),
      starts("IIU\0"),
      isTiffRaw,
    ),
  },
  {
    name: "a TIFF of CIE Lab colours",
    advice: "convert it to RGB first",
    extensions: [],
    // Photometric interpretations 8, 9 and 10: CIE Lab, ICC Lab, ITU Lab (TIFF 6.0 and its supplements).
    matches: (file) => [8, 9, 10].includes(tiffTag(file, 262) ?? 0),
  },
  {
    name: "a Photoshop document",
    advice: "export it as TIFF or PNG first",
    extensions: ["psd", "psb"],
    matches: starts("8BPS"),
  },
  {
    name: "an OpenEXR image",
    advice: "export it as TIFF of 16 bits or float32 first",
    extensions: ["exr"],
    matches: starts("v/1\u0001"),
  },
  {
    name: "a Radiance HDR image",
    advice: "export it as TIFF of 16 bits or float32 first",
    extensions: ["hdr"],
    matches: starts("#?R"),
  },
  {
    name: "a DICOM image",
    advice: "export it as PNG or TIFF of 16 bits, or as .npy, first",
    extensions: ["dcm"],
    matches: (file) => text(file, 128, 132) === "DICM",
  },
  {
    name: "a FITS image",
    advice: "save its array as .npy first, with astropy and NumPy for example",
    extensions: ["fits", "fit"],
    matches: starts("SIMPLE  ="),
  },
  {
    name: "an icon",
    advice: "save it as PNG first",
    extensions: ["ico", "cur"],
    matches: either(starts("\0\0\u0001\0"), starts("\0\0\u0002\0")),
  },
  {
    name: "a video",
    advice: frames,
    extensions: ["mp4", "mov", "m4v", "mkv", "webm", "avi"],
    matches: either(
      brand(/^(isom|iso[2-9]|mp4[12]|qt {2}|M4V |avc1|3gp)/),
      starts("\u001aE\u00df\u00a3"),
      (file) => text(file, 0, 4) === "RIFF" && text(file, 8, 12) === "AVI ",
    ),
  },
  {
    name: "a ZIP archive",
    advice: "unpack it first",
    extensions: ["zip"],
    matches: starts("PK\u0003\u0004"),
  },
  {
    name: "a gzip archive",
    advice: "unpack it first",
    extensions: ["gz", "tgz"],
    matches: starts("\u001f\u008b"),
  },
  {
    name: "a web page",
    advice: "save the image itself instead of the page that shows it",
    extensions: [],
    matches: (file) => /^\s*<(!doctype html|html|head|body)/i.test(head(file)),
  },
];

/** The kind of a file that cannot be read, by its bytes; undefined if unknown. */
export function foreignFormat(file: Uint8Array): ForeignFormat | undefined {
  return FOREIGN.find(({ matches }) => matches(file));
}

/** The same by the name of the file. */
export function foreignFormatOfName(path: string): ForeignFormat | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase();
  return extension === undefined
    ? undefined
    : FOREIGN.find(({ extensions }) => extensions.includes(extension));
}

/** The first image of a raw file that is a TIFF is a thumbnail, not the photo. */
function isTiffRaw(file: Uint8Array): boolean {
  const [SUBFILE_TYPE, SUB_DIRECTORIES, DNG_VERSION] = [254, 330, 50706];
  const isThumbnail = ((tiffTag(file, SUBFILE_TYPE) ?? 0) & 1) === 1;
  return (
    (text(file, 0, 2) === "II" && text(file, 8, 10) === "CR") ||
    tiffTag(file, DNG_VERSION) !== undefined ||
    (isThumbnail && tiffTag(file, SUB_DIRECTORIES) !== undefined)
  );
}

function starts(signature: string): (file: Uint8Array) => boolean {
  return (file) => text(file, 0, signature.length) === signature;
}

/** Matches the major brand of a file of boxes (ISO/IEC 14496-12). */
function brand(pattern: RegExp): (file: Uint8Array) => boolean {
  return (file) => text(file, 4, 8) === "ftyp" && pattern.test(text(file, 8, 12));
}

function either(...tests: readonly ((file: Uint8Array) => boolean)[]): (file: Uint8Array) => boolean {
  return (file) => tests.some((test) => test(file));
}

function head(file: Uint8Array): string {
  return text(file, 0, 500);
}

function text(file: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...file.subarray(from, to));
}
