import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PLATFORMS, platformPackage } from "../src/platform.ts";

/*
 * Prepares a release of the compiled kernel. No package has an install script or downloads anything: npm
 * installs only the optional dependency whose os, cpu and libc match the machine.
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

/** Writes the package of this platform to `folder`. */
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

/** Adds the packages of all platforms, at this version, to package.json; only for publishing. */
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
