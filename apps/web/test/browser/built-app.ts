import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, preview } from "vite";
import { HEADERS } from "../../build/security-headers.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface BuiltApp {
  readonly folder: string;
  /** Size of every file by its path, in bytes, plain and compressed by gzip. */
  readonly sizes: ReadonlyMap<string, { readonly plain: number; readonly gzip: number }>;
  /** Serves the app. Default headers: those of the preview server. */
  serve(headers?: Readonly<Record<string, string>>): Promise<Served>;
  remove(): Promise<void>;
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the app as `pnpm build` does, into a separate folder. */
export async function buildApp(): Promise<BuiltApp> {
  const folder = await mkdtemp(join(tmpdir(), "genericdp-web-"));
  // Build for production, not for Vitest's environment.
  const { NODE_ENV } = process.env;
  process.env["NODE_ENV"] = "production";
  await build({ root, logLevel: "silent", build: { outDir: folder, emptyOutDir: true } });
  process.env["NODE_ENV"] = NODE_ENV;
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      const size = { plain: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
      return [path.slice(folder.length + 1), size] as const;
    }),
  );
  return {
    folder,
    sizes: new Map(sizes),
    serve: async (headers = HEADERS) => {
      // Without the app's configuration, because its headers would be merged with these.
      const server = await preview({
        configFile: false,
        root,
        appType: "mpa",
        logLevel: "silent",
        build: { outDir: folder },
        preview: { port: 0, host: "127.0.0.1", headers },
      });
      const { port } = server.httpServer.address() as { port: number };
      return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
