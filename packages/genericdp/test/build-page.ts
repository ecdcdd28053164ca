import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

export interface BuiltPage {
  readonly folder: string;
  /** Paths of all files, relative to the folder. */
  readonly files: readonly string[];
  /** Ids of all modules in the bundle, and of those that it leaves to be imported. */
  readonly modules: readonly string[];
  readonly imports: readonly string[];
  /** What the bundler complained of. */
  readonly warnings: readonly string[];
  remove(): Promise<void>;
}

/** Bundles the folder page/ as any Vite project would be, but the workspace's packages from source. */
export async function buildPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), "genericdp-page-"));
  const warnings: string[] = [];
  const result = await build({
    root: fileURLToPath(new URL("page", import.meta.url)),
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@genericdp/source", "module", "browser", "import", "default"] },
    // Models other than the default are then files of their own, which are loaded when they are used.
    worker: { format: "es" },
    build: {
      outDir: folder,
      emptyOutDir: true,
      // Half of it is the model, which is to come along. In kB; the limit is the project's own: under 1 MB.
      chunkSizeWarningLimit: 1000,
      rolldownOptions: {
        // How long a build takes depends on what else the machine does.
        checks: { pluginTimings: false },
        onwarn: (warning) => warnings.push(warning.message),
      },
    },
  });
  const output = [result].flat().flatMap((each) => ("output" in each ? each.output : []));
  const files = output.map(({ fileName }) => fileName);
  const chunks = output.filter((file) => file.type === "chunk");
  return {
    folder,
    files,
    modules: chunks.flatMap((chunk) => chunk.moduleIds),
    imports: chunks
      .flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports])
      .filter((name) => !files.includes(name)),
    warnings,
    remove: () => rm(folder, { recursive: true }),
  };
}
