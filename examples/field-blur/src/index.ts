import type { LinearOperator } from "@genericdp/core";
import { fieldBlur } from "./field-blur.ts";

export { fieldBlur };
export type { FieldBlurOptions } from "./field-blur.ts";

/** Called by `genericdp --plugin` with the values of `--plugin-option`. */
export function operator(options: Readonly<Record<string, unknown>>): LinearOperator {
  for (const [name, value] of Object.entries(options)) {
    if (name !== "corners" && name !== "steps") {
      throw new TypeError(`fieldBlur: expected the options corners and steps, got ${name}`);
    }
    if (typeof value !== "number") {
      throw new TypeError(`fieldBlur: expected ${name} to be a number, got ${JSON.stringify(value)}`);
    }
  }
  return fieldBlur(options);
}
