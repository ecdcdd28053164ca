import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command, Option } from "commander";
import { UsageError, explain } from "./errors.ts";
import { importModule } from "./plugin/import-module.ts";

/**
 * Reads default options from a configuration file: an object of commands, each an object of options with
 * names in camel case, such as `{ denoise: { sigma: 15, outDir: "clean" } }`. A `.json` file contains the
 * object; a JavaScript or TypeScript file has it as default export.
 *
 * Must be called before the command line is parsed, which takes precedence.
 *
 * @throws UsageError for an unknown option or an invalid value; Error if the file cannot be read.
 */
export async function applyConfig(program: Command, folder: string, file: string): Promise<void> {
  apply(program, await loadConfig(resolve(folder, file), file), file);
}

async function loadConfig(path: string, file: string): Promise<unknown> {
  const extension = extname(path);
  try {
    if (extension === ".json") return JSON.parse(await readFile(path, "utf8"));
    if (!/^\.[mc]?[jt]s$/.test(extension)) throw new Error("expected a .json, .js or .ts file");
    const module = await importModule(pathToFileURL(path).href);
    if (!("default" in module)) throw new Error("expected a default export, got none");
    return module.default;
  } catch (cause) {
    throw new Error(`cannot read ${file}: ${explain(cause)}`, { cause });
  }
}

/** @param place the file, and the command within it, for messages. */
function apply(command: Command, config: unknown, place: string): void {
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new UsageError(`${place}: expected an object, got ${show(config)}`);
  }
  const isGroup = command.commands.length > 0;
  for (const [key, value] of Object.entries(config)) {
    if (isGroup) {
      const inner = command.commands.find((one) => one.name() === key);
      if (inner === undefined) throw unknown(place, "command", key, commandNames(command));
      apply(inner, value, `${place}: ${key}`);
      continue;
    }
    const option = settable(command).find((one) => one.attributeName() === key);
    if (option === undefined) {
      const names = settable(command).map((one) => one.attributeName());
      throw unknown(place, "option", key, names);
    }
    const text = asArgument(option, value, place);
    if (text !== undefined) command.setOptionValueWithSource(key, text, "config");
  }
}

/** The value as the command line would have parsed it. */
function asArgument(option: Option, value: unknown, place: string): unknown {
  const refuse = (wanted: string): never => {
    throw new UsageError(`${place}: expected ${option.attributeName()} to be ${wanted}, got ${show(value)}`);
  };
  if (option.isBoolean()) {
    if (typeof value !== "boolean") refuse("true or false");
    return value === true ? true : undefined;
  }
  const isText = (one: unknown): one is string | number => typeof one === "string" || typeof one === "number";
  // A repeatable option collects its values itself.
  if (option.description.endsWith("; can be repeated")) {
    if (!Array.isArray(value) || !value.every(isText)) return refuse("a list of strings");
    return value.map(String);
  }
  if (!isText(value)) return refuse("a string or a number");
  return option.parseArg === undefined ? String(value) : option.parseArg(String(value), undefined);
}

function settable(command: Command): Option[] {
  return command.options.filter(({ hidden }) => !hidden);
}

function commandNames(command: Command): string[] {
  return command.commands.map((one) => one.name());
}

function unknown(place: string, kind: string, key: string, known: readonly string[]): UsageError {
  return new UsageError(
    `${place}: unknown ${kind} ${JSON.stringify(key)}, expected one of ${known.join(", ")}`,
  );
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
