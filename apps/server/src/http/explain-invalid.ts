/** What a validator found wrong, the part of Ajv's error objects that is used. */
export interface Invalid {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema around the failing keyword, which "verbose" asks for. */
  readonly parentSchema?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Says in one sentence what is wrong with the options of a request.
 *
 * @param where the part of the request, for errors that concern no option.
 */
export function explainInvalid(errors: readonly Invalid[], where: string): string {
  const [first] = errors;
  if (first === undefined) return `${where}: expected other options`;
  const { keyword, instancePath, params, parentSchema, message } = first;
  const name = instancePath.slice(1).replaceAll("/", ".") || where;
  const within = instancePath === "" ? "" : ` in ${name}`;
  switch (keyword) {
    case "additionalProperties": {
      const unknown = String(params["additionalProperty"]);
      const known = Object.keys(parentSchema?.["properties"] ?? {});
      const meant = known.find((each) => each.toLowerCase() === unknown.toLowerCase());
      const advice = meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`;
      return `there is no option ${unknown}${within}: ${advice}`;
    }
    case "required":
      return `expected ${String(params["missingProperty"])}${within || ` in the ${where}`}, got none`;
    case "pattern":
      return `expected ${name} to be ${String(parentSchema?.["description"] ?? "of another form")}`;
    default: {
      // The alternatives of a union, each with its own error.
      const alternatives = errors.filter((each) => each.keyword !== "anyOf").map(expected);
      return `expected ${name} to be ${[...new Set(alternatives)].join(" or ") || message}`;
    }
  }
}

function expected({ keyword, params, message = "" }: Invalid): string {
  const { allowedValues, allowedValue, type, limit, comparison } = params;
  if (Array.isArray(allowedValues)) return allowedValues.join(", ");
  if (keyword === "const") return String(allowedValue);
  if (keyword === "type") return type === "integer" ? "a whole number" : aOrAn(String(type));
  if (limit !== undefined && typeof comparison === "string") return `${COMPARED[comparison] ?? ""}${limit}`;
  return message.replace(/^must be /, "");
}

const COMPARED: Readonly<Record<string, string>> = {
  "<=": "at most ",
  ">=": "at least ",
  "<": "below ",
  ">": "above ",
};

function aOrAn(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
