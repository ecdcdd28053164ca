/*
 * Installs tfjs-node in a separate folder and builds its addon against the libraries of the tensorflow-cpu
 * wheel, for machines where its own installation cannot download them.
 *
 *     node tooling/tfjs-node/src/main.ts [FOLDER]     default: .tfjs-node
 *
 * The last line of output is the value for GENERICDP_TFJS_NODE, which the tests and benchmarks read. Needs
 * npm, Python 3 with pip, make, a C++ compiler, 1.5 GB of disk space and a minute or two.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const TFJS_NODE = "4.22.0";
const TENSORFLOW = "2.21.0";

const folder = resolve(process.argv[2] ?? ".tfjs-node");
const installed = join(folder, "node_modules/@tensorflow/tfjs-node");
const wheel = join(folder, "wheel");
const addon = join(installed, "lib/napi-v8/tfjs_binding.node");

const run = (command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): void => {
  execFileSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", 2, 2] });
};

if (!existsSync(addon)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  run("npm", ["install", "--ignore-scripts", "--no-audit", `@tensorflow/tfjs-node@${TFJS_NODE}`], folder);
  unpackWheel();
  linkLibraries();
  run("npm", ["run", "install"], installed, nodeHeaders());
  if (!existsSync(addon)) throw new Error(`tfjs-node: expected ${addon} to be built, but it is missing`);
}
console.log(installed);

/** Unpacks the libraries and headers only, a sixth of the wheel. */
function unpackWheel(): void {
  rmSync(wheel, { recursive: true, force: true });
  const packed = join(folder, "packed");
  const what = [`tensorflow-cpu==${TENSORFLOW}`, "--no-deps", "--only-binary=:all:"];
  run("python3", ["-m", "pip", "download", "--quiet", ...what, "--dest", packed], folder);
  const file = readdirSync(packed).find((name) => name.endsWith(".whl"));
  if (file === undefined) throw new Error(`tfjs-node: expected pip to put a wheel into ${packed}`);
  const unpack = [
    "import sys, zipfile",
    "with zipfile.ZipFile(sys.argv[1]) as z:",
    "    wanted = [n for n in z.namelist() if '.so.2' in n or n.startswith('tensorflow/include/')]",
    "    z.extractall(sys.argv[2], wanted)",
  ].join("\n");
  run("python3", ["-c", unpack, join(packed, file), wheel], folder);
  rmSync(packed, { recursive: true });
}

/** Creates links under the names that the addon and the libraries themselves look for. */
function linkLibraries(): void {
  const lib = join(installed, "deps/lib");
  mkdirSync(lib, { recursive: true });
  const link = (name: string, library: string): void => {
    rmSync(join(lib, name), { force: true });
    symlinkSync(join(wheel, "tensorflow", library), join(lib, name));
  };
  for (const name of ["libtensorflow.so", "libtensorflow.so.2.9.1", "libtensorflow_cc.so.2"])
    link(name, "libtensorflow_cc.so.2");
  for (const name of ["libtensorflow_framework.so", "libtensorflow_framework.so.2"])
    link(name, "libtensorflow_framework.so.2");
  const include = join(installed, "deps/include");
  rmSync(include, { recursive: true, force: true });
  symlinkSync(join(wheel, "tensorflow/include"), include);
}

/**
 * The addon uses Node-API, so the headers of any Node version work. Without local ones, node-gyp downloads
 * them.
 */
function nodeHeaders(): NodeJS.ProcessEnv {
  const places = [dirname(dirname(process.execPath)), "/usr/local", "/usr"];
  const place = places.find((path) => existsSync(join(path, "include/node/node_api.h")));
  return place === undefined ? {} : { npm_config_nodedir: place };
}
