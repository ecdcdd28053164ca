import { join } from "node:path";
import { publicPackages } from "@genericdp/packaging";
import { Application, Converter } from "typedoc";
import type { ProjectReflection } from "typedoc";

/** What is public, read from its sources. */
export interface ApiReference {
  readonly app: Application;
  readonly project: ProjectReflection;
}

/**
 * Reads the docstrings of every entry of every public package: one module for each, named as in an import.
 *
 * @param root folder of the workspace.
 * @throws Error where they cannot be read; what is amiss has been told by then.
 */
export async function apiReference(root: string): Promise<ApiReference> {
  const entries = publicPackages(root).flatMap((each) => each.entries);
  const app = await Application.bootstrap({
    name: "genericdp",
    entryPoints: entries.map(({ source }) => source),
    tsconfig: join(root, "tooling/api-docs/tsconfig.sources.json"),
    readme: "none",
    // That is `pnpm typecheck`, with the compiler of the workspace, which is newer than typedoc's.
    skipErrorChecking: true,
    excludeInternal: true,
    githubPages: false,
    disableSources: true,
    validation: { invalidLink: true, notExported: false, notDocumented: false },
    treatWarningsAsErrors: true,
  });
  const names = new Map(entries.map(({ specifier, source }) => [source, specifier]));
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, declaration) => {
    const file = context.getSymbolFromReflection(declaration)?.declarations?.[0]?.getSourceFile().fileName;
    const isModule = declaration.parent === context.project;
    declaration.name = (isModule && file !== undefined && names.get(file)) || declaration.name;
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("apiReference: expected sources that typedoc reads");
  app.validate(project);
  return { app, project };
}
