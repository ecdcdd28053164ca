import { join } from "node:path";
import { publicPackages } from "@genericdp/packaging";
import { Application, Converter, ReflectionKind } from "typedoc";
import type { ProjectReflection, TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";

/** One page per entry, functions first, with parameters and properties in tables. */
const MARKDOWN: Partial<TypeDocOptions & PluginOptions> = {
  plugin: ["typedoc-plugin-markdown"],
  outputFileStrategy: "modules",
  entryFileName: "index",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  useHTMLAnchors: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeDeclarationFormat: "table",
  groupOrder: ["Functions", "Variables", "Interfaces", "Type Aliases", "*"],
};

/** The public API, read from its sources. */
export interface ApiReference {
  readonly app: Application;
  readonly project: ProjectReflection;
}

/**
 * Reads the docstrings of every entry of every public package. Each entry is a module, named as in an import.
 *
 * @param root the root folder of the workspace.
 * @throws Error if typedoc cannot read the sources; it has logged the reasons by then.
 */
export async function apiReference(root: string): Promise<ApiReference> {
  const entries = publicPackages(root).flatMap((each) => each.entries);
  const app = await Application.bootstrapWithPlugins({
    ...MARKDOWN,
    name: "genericdp",
    entryPoints: entries.map(({ source }) => source),
    tsconfig: join(root, "tooling/api-docs/tsconfig.sources.json"),
    readme: "none",
    // `pnpm typecheck` checks the types, with the workspace's compiler, which is newer than typedoc's.
    skipErrorChecking: true,
    excludeInternal: true,
    excludeExternals: true,
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
  if (project === undefined) throw new Error("apiReference: expected sources that typedoc can read");
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    // A destructured argument without a @param.
    if (parameter.name === "__namedParameters") parameter.name = "options";
  }
  app.validate(project);
  return { app, project };
}
