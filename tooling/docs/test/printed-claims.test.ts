import { describe, expect, it } from "vitest";
import { divertClaims, isAsClaimed, printedClaims } from "../src/printed-claims.ts";

const example = `const a = 1;
console.log(a); // 1 (as above)
console.log("free");
for (const i of [1, 2]) {
  console.log(i * 2); // 2, then 4
}`;

describe("printedClaims", () => {
  it("reads the comments after console.log, without remarks, split by calls", () => {
    expect(printedClaims(example)).toEqual([
      { line: 2, prints: ["1"] },
      { line: 5, prints: ["2", "4"] },
    ]);
  });

  it("distinguishes them by their lines", () => {
    const seen: unknown[][] = [];
    // eslint-disable-next-line no-new-func
    new Function("seen", divertClaims(example.replace(/console.log\("free"\);/, ""), "seen"))(
      (...call: unknown[]) => seen.push(call),
    );
    expect(seen).toEqual([
      [2, 1],
      [5, 2],
      [5, 4],
    ]);
  });
});

it.each<[string, unknown[], boolean]>([
  ["21", [21], true],
  ["21", [22], false],
  ["a b [1, 2]", ["a", "b", [1, 2]], true],
  ['{ a: "b" }', [{ a: "b" }], true],
  ["about 20", [21.9], true],
  ["about 20", [22.1], false],
  ["about 20 dB", ["20"], false],
  ["about [1, -2]", [[1.05, -2.1]], true],
  ["about [1, -2]", [[1, -2, 3]], false],
])("checks the claim %j against %j: %j", (claim, args, expected) => {
  expect(isAsClaimed(claim, args)).toBe(expected);
});
