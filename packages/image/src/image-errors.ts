import { GenericDPError } from "@genericdp/core/errors";

/** What went wrong with a file, for programs. */
export type ImageErrorCode =
  /** The file, or the folder to write into, does not exist. */
  | "not-found"
  /** A folder, device or pipe where a file was expected. */
  | "not-a-file"
  | "no-permission"
  /** More pixels or bytes than allowed. */
  | "too-large"
  /** An unknown format, or a feature of it that cannot be kept. */
  | "unsupported"
  /** Empty, truncated or damaged. */
  | "corrupt"
  /** Any other error of the file system; see `cause`. */
  | "io";

interface ImageErrorDetails {
  readonly code: ImageErrorCode;
  readonly cause?: unknown;
}

/** A file that could not be read as an image. The message names the file and what was wrong with it. */
export class ImageReadError extends GenericDPError {
  override readonly name = "ImageReadError";
  override readonly code: ImageErrorCode;
  /** The file as the caller named it; absent for bytes in memory. */
  readonly path: string | undefined;

  constructor(path: string | undefined, problem: string, { code, cause }: ImageErrorDetails) {
    super(`cannot read ${path ?? "the image"}: ${problem}`, { cause });
    this.code = code;
    this.path = path;
  }
}

/** An image that could not be written. Nothing is left behind; an existing file is unchanged. */
export class ImageWriteError extends GenericDPError {
  override readonly name = "ImageWriteError";
  override readonly code: ImageErrorCode;
  /** The file as the caller named it; absent for bytes in memory. */
  readonly path: string | undefined;

  constructor(path: string | undefined, problem: string, { code, cause }: ImageErrorDetails) {
    super(`cannot write ${path ?? "the image"}: ${problem}`, { cause });
    this.code = code;
    this.path = path;
  }
}

const SYSTEM_CODES: Readonly<Record<string, readonly [ImageErrorCode, string]>> = {
  ENOENT: ["not-found", "no such file or folder"],
  ENOTDIR: ["not-found", "a part of the path is not a folder"],
  EEXIST: ["not-a-file", "there is already a file of this name"],
  EISDIR: ["not-a-file", "it is a folder"],
  EACCES: ["no-permission", "permission denied"],
  EPERM: ["no-permission", "operation not permitted"],
  EROFS: ["no-permission", "the file system is read-only"],
  EPIPE: ["io", "the reader has closed it"],
  ENOSPC: ["io", "no space left on the device"],
  EFBIG: ["io", "the file exceeds the largest size of the system"],
  ENAMETOOLONG: ["io", "the name is too long"],
  ELOOP: ["io", "the symbolic links form a loop"],
  ERR_FS_FILE_TOO_LARGE: ["too-large", "the file is over 2 GiB"],
};

/** Code and message for an error thrown by node:fs. */
export function explainSystemError(error: unknown): readonly [ImageErrorCode, string] {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return SYSTEM_CODES[code] ?? ["io", firstLine(error)];
}

/** A codec's message, without repetitions and traces of seeking. */
export function explainCodecError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const telling = lines.filter((line) => !/^(Input buffer[^:]*: )?source: bad seek/.test(line));
  return [...new Set(telling.length > 0 ? telling : lines)].slice(0, 2).join("; ");
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
