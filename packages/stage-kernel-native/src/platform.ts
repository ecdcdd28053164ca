/** A platform with a compiled kernel, which has its own package. */
export interface Platform {
  readonly name: string;
  /** Values of package.json. */
  readonly os: string;
  readonly cpu: string;
  readonly libc?: "glibc" | "musl";
}

const NAME = "@genericdp/stage-kernel-native";

export const PLATFORMS: readonly Platform[] = [
  { name: `${NAME}-linux-x64`, os: "linux", cpu: "x64", libc: "glibc" },
  { name: `${NAME}-linux-x64-musl`, os: "linux", cpu: "x64", libc: "musl" },
  { name: `${NAME}-linux-arm64`, os: "linux", cpu: "arm64", libc: "glibc" },
  { name: `${NAME}-darwin-x64`, os: "darwin", cpu: "x64" },
  { name: `${NAME}-darwin-arm64`, os: "darwin", cpu: "arm64" },
  { name: `${NAME}-win32-x64`, os: "win32", cpu: "x64" },
];

/** Name of the package with the kernel for this machine, which need not exist. */
export function platformPackage(): string {
  const musl = process.platform === "linux" && !usesGlibc() ? "-musl" : "";
  return `${NAME}-${process.platform}-${process.arch}${musl}`;
}

/** Only the report of Node tells which C library it runs on. */
function usesGlibc(): boolean {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}
