import { arrows } from "./arrows.ts";
import { listRuntimeDependencies, type Manifest } from "./manifest.ts";

/** Names each run-time dependency that no arrow allows; an empty list means that all are allowed. */
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
