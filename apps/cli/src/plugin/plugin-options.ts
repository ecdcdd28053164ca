import { Option } from "commander";

/** How a command is told of a plugin. */
export interface PluginFlags {
  readonly plugin: string;
  readonly pluginOption?: readonly string[];
}

/** `--plugin` and `--plugin-option`, or those of another name. */
export function pluginOptions(
  flag: string = "plugin",
  what: string = "operator or degradation of your own",
): readonly Option[] {
  return [
    new Option(`--${flag} <module>`, `${what}: a JavaScript file or an installed package`),
    new Option(
      `--${flag}-option <name=value>`,
      `option of the ${flag}, as JSON or text; may be given again`,
    ).argParser((text, before: readonly string[] = []) => [...before, text]),
  ];
}
