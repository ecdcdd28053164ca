import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

export interface BuiltPage {
  readonly folder: string;
  /** Paths of all files, relative to the folder. */
  readonly files: readonly string[];
  /** Ids of all modules in the bundle, and of the imports left external. */
  readonly modules: readonly string[];
  readonly imports: readonly string[];
  /** Warnings of the bundler. */
  readonly warnings: readonly string[];
  remove(): Promise<void>;
}

/** Bundles the folder page/ like any Vite project, with the packages of the workspace from source. */
export async function buildPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), "genericdp-page-"));
  const warnings: string[] = [];
  const result = await build({
    root: fileURLToPath(new URL("page", import.meta.url)),
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@genericdp/source", "module", "browser", "import", "default"] },
    // Makes models other than the default separate files, loaded on demand.
    worker: { format: "es" },
    build: {
      outDir: folder,
      emptyOutDir: true,
      // Half of it is the bundled model. In kB; the project's own limit is 1 MB.
      chunkSizeWarningLimit: 1000,
      rolldownOptions: {
        // The duration of a build depends on what else the machine does.
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
