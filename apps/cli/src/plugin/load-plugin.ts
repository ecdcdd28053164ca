import type { AsyncDenoiser, LinearOperator } from "@genericdp/core";
import { checkDenoiser, defineDegradation } from "genericdp";
import type { Degradation } from "genericdp";
import { PluginError, UsageError } from "../errors.ts";
import { checkedOperator } from "./checked-operator.ts";
import { importModule } from "./import-module.ts";
import { locatePlugin } from "./locate-plugin.ts";
import { parsePluginOptions } from "./parse-plugin-options.ts";
import type { PluginFlags } from "./plugin-options.ts";

/**
 * A plugin is an ES module that exports functions of this type: `degradation`, or only its `operator`, for
 * `--plugin`; `denoiser` for `--denoiser`. Each gets the unchecked options and is called before any backend
 * is active.
 */
type Make<Result> = (options: Readonly<Record<string, unknown>>) => Result | Promise<Result>;

/**
 * The degradation of a plugin: a file, or a package installed in the current folder.
 *
 * @throws UsageError for invalid options; PluginError naming the plugin and what is wrong, now and in all its
 *   functions.
 */
export async function loadDegradation(folder: string, flags: PluginFlags): Promise<Degradation> {
  return load(folder, "plugin", flags, ["degradation", "operator"], (made, name, fault) => {
    if (name === "operator") return { operator: checkedOperator(made, fault) };
    if (typeof made !== "object" || made === null) {
      throw new TypeError(`expected degradation(options) to return a degradation, got ${String(made)}`);
    }
    const { operator, ...rest } = made as Degradation;
    return defineDegradation({ ...rest, ...(operator && { operator: checkedOperator(operator, fault) }) });
  });
}

/** The operator of a plugin; a degradation without one only adds noise. */
export async function loadOperator(folder: string, flags: PluginFlags): Promise<LinearOperator | undefined> {
  return (await loadDegradation(folder, flags)).operator;
}

/**
 * The denoiser of a plugin.
 *
 * @throws as {@link loadDegradation}.
 */
export async function loadDenoiser(folder: string, flags: PluginFlags): Promise<AsyncDenoiser> {
  return load(folder, "denoiser", flags, ["denoiser"], (made, _, fault) => {
    const denoiser = checkDenoiser(made as AsyncDenoiser);
    return {
      name: denoiser.name,
      noiseRange: denoiser.noiseRange,
      denoise: async (x, options) => {
        try {
          return await denoiser.denoise(x, options);
        } catch (cause) {
          throw fault(cause);
        }
      },
    };
  });
}

async function load<Result>(
  folder: string,
  flag: string,
  { plugin, pluginOption = [] }: PluginFlags,
  names: readonly string[],
  read: (made: unknown, name: string, fault: (cause: unknown) => Error) => Result,
): Promise<Result> {
  if (plugin === "") throw new UsageError(`expected --${flag} to be a file or a package, got nothing`);
  const options = parsePluginOptions(pluginOption, `--${flag}-option`);
  const fault = (cause: unknown): Error => new PluginError(plugin, cause);
  try {
    const [name, make] = findExport(await importModule(await locatePlugin(folder, plugin)), names);
    return read(await make(options), name, fault);
  } catch (cause) {
    throw fault(cause);
  }
}

function findExport(module: object, names: readonly string[]): [name: string, make: Make<unknown>] {
  const name = names.find((one) => one in module);
  if (name === undefined) {
    const exported = Object.keys(module);
    const got = exported.length === 0 ? "no exports" : `only ${exported.join(", ")}`;
    throw new TypeError(`expected an export ${names.at(-1)}(options), got ${got}`);
  }
  const make: unknown = Reflect.get(module, name);
  if (typeof make === "function") return [name, make as Make<unknown>];
  throw new TypeError(`expected ${name}(options) to be a function, got a ${typeof make}`);
}
