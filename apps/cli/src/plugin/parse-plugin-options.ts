import { UsageError } from "../errors.ts";

/**
 * Options of a plugin, each a `NAME=VALUE`. A value is JSON, such as 0.5, true or [1,2], or else text.
 *
 * @throws UsageError for options without a name, given twice, or that start like JSON but are not valid.
 */
export function parsePluginOptions(
  texts: readonly string[],
  option: string = "--plugin-option",
): Readonly<Record<string, unknown>> {
  const options = new Map<string, unknown>();
  for (const text of texts) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`expected ${option} NAME=VALUE, got ${text}`);
    }
    if (options.has(name)) throw new UsageError(`expected ${option} ${name} once, got it twice`);
    options.set(name, parseValue(`${option} ${name}`, value));
  }
  return Object.fromEntries(options);
}

function parseValue(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/^\s*["[{]/.test(text)) return text;
    throw new UsageError(`expected ${name} to be JSON, got ${text}`);
  }
}
