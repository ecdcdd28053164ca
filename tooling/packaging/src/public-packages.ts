import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The part of a package.json that the checks read. */
export interface PublicManifest {
  readonly name: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** An entry point of a package. */
export interface Entry {
  /** As written in an import. */
  readonly specifier: string;
  /** The TypeScript file it is built from. */
  readonly source: string;
}

/** A package that is published. */
export interface PublicPackage {
  readonly name: string;
  readonly directory: string;
  readonly manifest: PublicManifest;
  /** Empty for a program. */
  readonly entries: readonly Entry[];
}

/** All published packages of a workspace, sorted by name. */
export function publicPackages(root: string): PublicPackage[] {
  const folders = ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
  );
  return folders
    .filter((directory) => existsSync(join(directory, "package.json")))
    .map((directory) => describePackage(directory))
    .filter(({ manifest }) => manifest.private !== true)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function describePackage(directory: string): PublicPackage {
  const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as PublicManifest;
  const entries = Object.entries(manifest.exports ?? {}).flatMap(([path, conditions]) => {
    const source = typeof conditions === "string" ? undefined : conditions["@genericdp/source"];
    return source === undefined
      ? []
      : [{ specifier: join(manifest.name, path), source: join(directory, source) }];
  });
  return { name: manifest.name, directory, manifest, entries };
}
