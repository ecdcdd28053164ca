import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite, createLogger } from "vite";
import type { Plugin } from "vite";
import webpack from "webpack";
import type { Configuration, Stats } from "webpack";

/** A bundle of `page.js`: its size and its problems. */
export interface Bundle {
  readonly bytes: number;
  readonly problems: readonly string[];
}

/** Bundles a consumer's page with Vite. */
export async function bundleWithVite(root: string): Promise<Bundle> {
  const problems: string[] = [];
  const outDir = join(root, "dist-vite");
  const warn = (message: string): number => problems.push(message);
  // Vite silently replaces Node's modules with empty ones.
  const findNode: Plugin = {
    name: "find-node",
    enforce: "pre",
    resolveId: (source, importer) => {
      if (/^(node:|sharp$)/.test(source)) problems.push(`${importer} needs ${source}`);
    },
  };
  const rolldownOptions = { checks: { bundlerTimings: false } };
  const built = await vite({
    root,
    configFile: false,
    logLevel: "silent",
    customLogger: { ...createLogger("silent"), warn, warnOnce: warn },
    plugins: [findNode],
    build: {
      outDir,
      emptyOutDir: true,
      // In kB. The model is included, and the worker is a separate chunk.
      chunkSizeWarningLimit: 1000,
      rolldownOptions,
    },
    worker: { plugins: () => [findNode], rolldownOptions },
  });
  const files = [built].flat().flatMap((each) => ("output" in each ? each.output : []));
  return measure(files.map(({ fileName }) => join(outDir, fileName)).filter(isScript), problems);
}

/** Bundles a consumer's page with esbuild. */
export async function bundleWithEsbuild(root: string): Promise<Bundle> {
  const outdir = join(root, "dist-esbuild");
  const { warnings, metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: ["page.js"],
    outdir,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    metafile: true,
    logLevel: "silent",
  });
  const files = Object.keys(metafile.outputs).map((name) => join(root, name));
  return measure(
    files.filter(isScript),
    warnings.map(({ text }) => text),
  );
}

/** Bundles a consumer's page with webpack's defaults, except for its size limit. */
export async function bundleWithWebpack(root: string): Promise<Bundle> {
  const path = join(root, "dist-webpack");
  const stats = await runWebpack({
    mode: "production",
    context: root,
    entry: "./page.js",
    output: { path },
    // The bundle includes the model.
    performance: { hints: false },
  });
  const { assets = [], errors = [], warnings = [] } = stats.toJson({ assets: true });
  // After an error, webpack lists files it has not written.
  const files = errors.length === 0 ? assets.map(({ name }) => join(path, name)) : [];
  const said = [...errors, ...warnings].map(
    ({ moduleName = "webpack", message }) => `${moduleName}: ${message}`,
  );
  return measure(files.filter(isScript), said);
}

function runWebpack(configuration: Configuration): Promise<Stats> {
  return new Promise((resolve, reject) => {
    const compiler = webpack(configuration);
    compiler.run((failure, stats) => {
      compiler.close(() => (stats ? resolve(stats) : reject(failure ?? new Error("webpack: no result"))));
    });
  });
}

function isScript(file: string): boolean {
  return file.endsWith(".js");
}

async function measure(files: readonly string[], complaints: readonly string[]): Promise<Bundle> {
  const problems = [...complaints];
  let bytes = 0;
  for (const file of files) {
    bytes += (await stat(file)).size;
    const text = await readFile(file, "utf8");
    if (/\bfrom\s*"(node:|sharp)|import\("(node:|sharp)/.test(text)) problems.push(`${file} needs Node`);
  }
  if (bytes === 0) problems.push("expected a bundle, got nothing");
  return { bytes, problems };
}
