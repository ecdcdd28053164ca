/** Reads the fields of a part of a recipe; every error names the field, what was expected and what it got. */
export interface FieldReader {
  number(field: string, least: number, most: number): number;
  wholeNumber(field: string, least: number, most: number): number;
  choice<const Choice extends string>(field: string, choices: readonly Choice[]): Choice;
  value(field: string): unknown;
  /** Whether the field was given explicitly. */
  given(field: string): boolean;
}

/**
 * @param where the owner of the fields, such as "recipe".
 * @param known names of the allowed fields.
 * @throws TypeError for anything but an object with known fields.
 */
export function fieldReader(
  where: string,
  given: unknown,
  defaults: Readonly<Record<string, unknown>>,
  known: readonly string[],
): FieldReader {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TypeError(`${where}: expected an object, got ${JSON.stringify(given)}`);
  }
  const unknown = Object.keys(given).find((field) => !known.includes(field));
  if (unknown !== undefined) throw new TypeError(`${where}: expected a known field, got "${unknown}"`);
  const source: Readonly<Record<string, unknown>> = { ...defaults, ...given };
  const number = (field: string, least: number, most: number, whole: boolean): number => {
    const value = source[field];
    if (
      typeof value !== "number" ||
      !(value >= least && value <= most) ||
      (whole && !Number.isInteger(value))
    ) {
      const wanted = `${whole ? "a whole number" : "a number"} from ${least} to ${most} for ${field}`;
      throw new RangeError(`${where}: expected ${wanted}, got ${JSON.stringify(value)}`);
    }
    return value;
  };
  return {
    number: (field, least, most) => number(field, least, most, false),
    wholeNumber: (field, least, most) => number(field, least, most, true),
    choice: (field, choices) => {
      const found = choices.find((choice) => choice === source[field]);
      if (found === undefined) {
        const wanted = `${choices.map((choice) => `"${choice}"`).join(" or ")} for ${field}`;
        throw new TypeError(`${where}: expected ${wanted}, got ${JSON.stringify(source[field])}`);
      }
      return found;
    },
    value: (field) => source[field],
    given: (field) => field in given,
  };
}
