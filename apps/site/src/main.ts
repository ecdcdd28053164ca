// Builds the site: node main.ts [--base /folder/on/the/host/] [--out FOLDER]
import { parseArgs } from "node:util";
import { buildSite } from "./build-site.ts";

const { values } = parseArgs({ options: { base: { type: "string" }, out: { type: "string" } } });
console.log(await buildSite(values));
