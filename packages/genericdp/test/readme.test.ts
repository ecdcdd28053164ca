import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("the example in the README prints what it says", () => {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const example = /```js\n(.*?)```/s.exec(readFileSync(`${cwd}/README.md`, "utf8"))![1]!;
  const flags = ["--conditions=@genericdp/source", "--input-type=module", "--eval"];
  const output = execFileSync(process.execPath, [...flags, example], { cwd, encoding: "utf8" });
  const [estimate, ...rest] = output.split("\n");
  expect(Math.abs(Number(estimate) - 20)).toBeLessThan(3);
  expect(rest).toEqual(["12288 128 96", ""]);
});
