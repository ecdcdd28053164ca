// Writes the API reference as Markdown, where the site finds it: node main.ts [folder]
import { fileURLToPath } from "node:url";
import { apiReference } from "./api-reference.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = process.argv[2] ?? `${root}/apps/site/pages/api`;
const { app, project } = await apiReference(root);
app.options.setValue("outputs", [{ name: "markdown", path: folder }]);
await app.generateOutputs(project);
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0;
