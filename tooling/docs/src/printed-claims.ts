import { format } from "node:util";

/** What a line of an example is said to print, by the comment after its `console.log`. */
export interface Claim {
  /** Line number within the example, counted from 1. */
  readonly line: number;
  /** The claimed output, one for each time the line runs. */
  readonly prints: readonly string[];
}

/**
 * The claims of an example: `console.log(…); // 21` claims that 21 is printed. A remark in parentheses may
 * follow; ", then" separates the outputs of successive runs of the line; "about" allows each number an error
 * of 10 %.
 */
export function printedClaims(code: string): Claim[] {
  return code.split("\n").flatMap((text, i) => {
    const said = /console\.log\(.*\); \/\/ (.+)$/.exec(text)?.[1];
    if (said === undefined) return [];
    return [{ line: i + 1, prints: said.replace(/ \([^()]*\)$/, "").split(", then ") }];
  });
}

/** The example with every claimed `console.log` replaced by `sink(line, …)`. */
export function divertClaims(code: string, sink: string): string {
  const claimed = new Set(printedClaims(code).map(({ line }) => line));
  const lines = code.split("\n");
  return lines
    .map((text, i) => (claimed.has(i + 1) ? text.replace("console.log(", `${sink}(${i + 1}, `) : text))
    .join("\n");
}

/** Whether printing these arguments matches a claim. */
export function isAsClaimed(claim: string, args: readonly unknown[]): boolean {
  const printed = plain(format(...args));
  const wanted = /^about (.+)$/.exec(claim)?.[1];
  if (wanted === undefined) return printed === plain(claim);
  const number = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;
  if (printed.replaceAll(number, "#") !== plain(wanted).replaceAll(number, "#")) return false;
  const [got, expected] = [printed, wanted].map((text) => (text.match(number) ?? []).map(Number));
  return got!.every((value, i) => Math.abs(value - expected![i]!) <= 0.1 * Math.abs(expected![i]!));
}

/** Normalises lists to one line without padding, as pages write them. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("[ ", "[").replaceAll(" ]", "]").replaceAll("'", '"');
}
