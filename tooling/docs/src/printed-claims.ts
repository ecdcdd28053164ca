import { format } from "node:util";

/** What a line of an example prints, by the comment behind its `console.log`. */
export interface Claim {
  /** Counted from 1 within the example. */
  readonly line: number;
  /** What it says is printed, once for each time that the line runs. */
  readonly prints: readonly string[];
}

/**
 * The claims of an example: `console.log(…); // 21` prints 21. A remark in brackets may follow, ", then"
 * separates what is printed one time from the next, and "about" allows each number a tenth.
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

/** Whether printing these arguments is what a claim says. */
export function isAsClaimed(claim: string, args: readonly unknown[]): boolean {
  const printed = plain(format(...args));
  const wanted = /^about (.+)$/.exec(claim)?.[1];
  if (wanted === undefined) return printed === plain(claim);
  const number = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;
  if (printed.replaceAll(number, "#") !== plain(wanted).replaceAll(number, "#")) return false;
  const [got, expected] = [printed, wanted].map((text) => (text.match(number) ?? []).map(Number));
  return got!.every((value, i) => Math.abs(value - expected![i]!) <= 0.1 * Math.abs(expected![i]!));
}

/** Lists as pages write them, in one line and without padding. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("[ ", "[").replaceAll(" ]", "]").replaceAll("'", '"');
}
