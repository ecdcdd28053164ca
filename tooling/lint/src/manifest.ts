import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The part of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  /** The package's subpath imports ("#…") and their targets. */
  readonly imports?: Readonly<Record<string, unknown>>;
}

/** A package of the workspace: its folder and its manifest. */
export interface Package {
  readonly directory: string;
  readonly manifest: Manifest;
}

const known = new Map<string, Package>();

/**
 * Finds the package that a file belongs to: the nearest folder above it with a package.json.
 *
 * @throws Error if there is none.
 */
export function findPackage(file: string): Package {
  const directory = dirname(file);
  const before = known.get(directory);
  if (before !== undefined) return before;
  const path = join(directory, "package.json");
  if (!existsSync(path) && directory === dirname(directory)) {
    throw new Error(`findPackage: expected a package.json above the file, got ${file}`);
  }
  const found = existsSync(path) ? { directory, manifest: readManifest(path) } : findPackage(directory);
  known.set(directory, found);
  return found;
}

export function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Lists the packages that a package needs at run time. */
export function listRuntimeDependencies(manifest: Manifest): readonly string[] {
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}
