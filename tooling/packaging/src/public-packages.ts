import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What the checks read of a package.json. */
export interface PublicManifest {
  readonly name: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What a package lets others import. */
export interface Entry {
  /** As it stands in an import. */
  readonly specifier: string;
  /** TypeScript file that it is built from. */
  readonly source: string;
}

/** A package that is published. */
export interface PublicPackage {
  readonly name: string;
  readonly directory: string;
  readonly manifest: PublicManifest;
  /** None for a program. */
  readonly entries: readonly Entry[];
}

/** All packages of a workspace that are published, in the order of their names. */
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
