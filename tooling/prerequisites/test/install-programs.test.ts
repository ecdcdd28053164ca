import { expect, it } from "vitest";
import { installPrograms } from "../src/install-programs.ts";
import type { Program } from "../src/programs.ts";

/** Installs on a machine whose apt-get offers some packages. Returns the calls and the printed messages. */
function install(
  present: readonly string[],
  available: readonly string[],
  refusal?: string,
): { calls: string[]; said: string[]; found: string[] } {
  const installed = new Set(present);
  const [calls, said]: string[][] = [[], []];
  const program = (name: string): Program => ({
    name,
    packages: [`lib${name}`, name],
    found: () => installed.has(name),
  });
  installPrograms(["a", "b", "c"].map(program), {
    refusal,
    aptGet(args) {
      calls!.push(args.join(" "));
      const name = args.at(-1)!;
      if (args[0] === "install" && available.includes(name)) installed.add(name);
      return args[0] === "install" ? available.includes(name) : true;
    },
    say: (line) => said!.push(line),
  });
  return { calls: calls!, said: said!, found: [...installed].toSorted() };
}

it("does nothing if nothing is missing", () => {
  expect(install(["a", "b", "c"], [])).toMatchObject({ calls: [], said: [] });
});

it("installs missing programs one by one, so that a failure affects only one", () => {
  const { calls, said, found } = install(["b"], ["c"]);
  expect(calls).toEqual([
    "update -qq",
    "install -y -qq --no-install-recommends liba a",
    "install -y -qq --no-install-recommends libc c",
  ]);
  expect(found).toEqual(["b", "c"]);
  expect(said).toEqual([
    "Installing with apt-get: liba a libc c",
    "a: could not be installed, tests that need it are skipped",
  ]);
});

it("reports missing programs, and the reason if it cannot install them", () => {
  const { calls, said } = install(["b"], ["a", "c"], "installing it takes root");
  expect(calls).toEqual([]);
  expect(said).toEqual([
    "a: not found, tests that need it are skipped (installing it takes root)",
    "c: not found, tests that need it are skipped (installing it takes root)",
  ]);
});
