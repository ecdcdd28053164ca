import type { LinearOperator } from "@genericdp/core";
import { PluginError, UsageError } from "../errors.ts";
import { checkedOperator } from "./checked-operator.ts";
import { importModule } from "./import-module.ts";
import { locatePlugin } from "./locate-plugin.ts";
import { parsePluginOptions } from "./parse-plugin-options.ts";

/**
 * What a plugin is: an ES module that exports a function of this type by the name `operator`. It gets what
 * `--plugin-option` said, unchecked, and is called before any backend is active.
 */
export type OperatorPlugin = (
  options: Readonly<Record<string, unknown>>,
) => LinearOperator | Promise<LinearOperator>;

/** How a command is told of a plugin. */
export interface PluginFlags {
  readonly plugin: string;
  readonly pluginOption?: readonly string[];
}

/**
 * The operator that a plugin makes: a file, or a package installed where the user stands.
 *
 * @throws UsageError for options that cannot be meant; PluginError naming the plugin and what is wrong with
 *    it, now and from whatever the operator is asked to do.
 */
export async function loadPlugin(
  folder: string,
  { plugin, pluginOption = [] }: PluginFlags,
): Promise<LinearOperator> {
  if (plugin === "") throw new UsageError("expected --plugin to be a file or a package, got nothing");
  const options = parsePluginOptions(pluginOption);
  try {
    const create = readOperatorExport(await importModule(await locatePlugin(folder, plugin)));
    return checkedOperator(await create(options), (cause) => new PluginError(plugin, cause));
  } catch (cause) {
    throw new PluginError(plugin, cause);
  }
}

function readOperatorExport(module: object): OperatorPlugin {
  const create = "operator" in module ? module.operator : undefined;
  if (typeof create === "function") return create as OperatorPlugin;
  if (create !== undefined) {
    throw new TypeError(`expected operator(options) to be a function, got a ${typeof create}`);
  }
  const names = Object.keys(module);
  const got = names.length === 0 ? "no exports" : `only ${names.join(", ")}`;
  throw new TypeError(`expected an export operator(options), got ${got}`);
}
