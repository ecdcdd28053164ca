import type { Plugin } from "vite";

/** Reports after the build how many kB of the bundles each package contributes, before compression. */
export function bundleReport(): Plugin {
  return {
    name: "bundle-report",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== "chunk") continue;
          const sizes = new Map<string, number>();
          for (const [id, { renderedLength }] of Object.entries(file.modules)) {
            const owner = ownerOf(id);
            sizes.set(owner, (sizes.get(owner) ?? 0) + renderedLength);
          }
          const parts = [...sizes].toSorted(([, a], [, b]) => b - a).filter(([, size]) => size > 0);
          const told = parts.map(([owner, size]) => `${owner} ${(size / 1000).toFixed(1)}`);
          this.info(`${file.fileName}: ${told.join(", ")} kB`);
        }
      },
    },
  };
}

/** The package that a module belongs to, from its path. */
function ownerOf(id: string): string {
  const [, generated] = /\/src\/generated\/(.*)\.ts$/.exec(id) ?? [];
  if (generated === "stage-wasm") return "kernels in WebAssembly";
  if (generated !== undefined) return `model ${generated}`;
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id) ?? [];
  if (installed !== undefined) return installed;
  return /\/packages\//.test(id) ? "genericdp" : "app";
}
