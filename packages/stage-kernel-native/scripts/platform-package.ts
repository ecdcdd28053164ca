import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PLATFORMS, platformPackage } from "../src/platform.ts";

/*
 * Makes what a release of the compiled kernel consists of. No package has an install script or downloads
 * anything: of the optional dependencies npm installs the one whose os, cpu and libc are the machine's.
 *
 *     node scripts/platform-package.ts pack FOLDER   a package with the kernel that was compiled here
 *     node scripts/platform-package.ts list          all of them as optional dependencies of this package
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const manifestFile = join(root, "package.json");

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly engines: object;
}

/** Writes the platform's package to `folder`. */
function pack(folder: string): void {
  const kernel = join(root, "build", "stage-kernel.node");
  if (!existsSync(kernel)) throw new Error(`platform-package: expected ${kernel}, which pnpm build compiles`);
  const { version, license, engines } = readManifest();
  const name = platformPackage();
  const platform = PLATFORMS.find((each) => each.name === name);
  if (platform === undefined)
    throw new Error(`platform-package: expected a platform of the list, got ${name}`);
  const { os, cpu, libc } = platform;
  const description = `The kernel of @genericdp/stage-kernel-native for ${name.split("native-")[1]}.`;
  const manifest = {
    name,
    version,
    description,
    license,
    files: ["stage-kernel.node"],
    main: "stage-kernel.node",
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    engines,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  cpSync(kernel, join(folder, "stage-kernel.node"));
}

/** Names all platforms' packages, of this version, in package.json: for publishing only. */
function list(): void {
  const manifest = readManifest();
  const optionalDependencies = Object.fromEntries(PLATFORMS.map(({ name }) => [name, manifest.version]));
  writeFileSync(manifestFile, `${JSON.stringify({ ...manifest, optionalDependencies }, undefined, 2)}\n`);
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(manifestFile, "utf8"));
}

const [command, folder] = process.argv.slice(2);
if (command === "pack" && folder !== undefined) pack(folder);
else if (command === "list") list();
else throw new Error("platform-package: expected pack FOLDER or list");
