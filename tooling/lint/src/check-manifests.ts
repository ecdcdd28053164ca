import { arrows } from "./arrows.ts";
import { listRuntimeDependencies, type Manifest } from "./manifest.ts";

/** Lists the run-time dependencies that no arrow allows. */
export function checkManifests(
  manifests: readonly Manifest[],
  table: Readonly<Record<string, readonly string[]>> = arrows,
): readonly string[] {
  return manifests.flatMap((manifest) => {
    const allowed = table[manifest.name];
    if (allowed === undefined) return [`${manifest.name} has no row in tooling/lint/src/arrows.ts`];
    return listRuntimeDependencies(manifest)
      .filter((name) => !allowed.includes(name))
      .map((name) => `${manifest.name} may not depend on ${name}: the arrows allow ${list(allowed)}`);
  });
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}
