// Writes the API reference, as HTML: node main.ts [folder]
import { fileURLToPath } from "node:url";
import { apiReference } from "./api-reference.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = process.argv[2] ?? `${root}/docs/api`;
const { app, project } = await apiReference(root);
await app.generateDocs(project, folder);
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0;
