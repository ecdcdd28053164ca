import { Option } from "commander";

/** Options that name a plugin. */
export interface PluginFlags {
  readonly plugin: string;
  readonly pluginOption?: readonly string[];
}

/** `--plugin` and `--plugin-option`, or the same for another word. */
export function pluginOptions(
  flag: string = "plugin",
  what: string = "your own operator or degradation",
): readonly Option[] {
  return [
    new Option(`--${flag} <module>`, `${what}: a JavaScript file or an installed package`),
    new Option(
      `--${flag}-option <name=value>`,
      `option of the ${flag}, as JSON or text; can be repeated`,
    ).argParser((text, before: readonly string[] = []) => [...before, text]),
  ];
}
