import { spawnSync } from "node:child_process";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { commandWords } from "../src/completion/command-words.ts";
import { createProgram } from "../src/program.ts";
import { runCli } from "./run-cli.ts";
import { scratch, smallModelFile } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

function program(): Command {
  const stream = { write: () => true };
  const { signal } = new AbortController();
  return createProgram({ stdout: stream, stderr: stream, folder: place.folder, signal }, () => undefined);
}

function leaves(command: Command, path: readonly string[] = []): [path: string[], command: Command][] {
  if (command.commands.length === 0) return [[[...path], command]];
  return command.commands.flatMap((inner) => leaves(inner, [...path, inner.name()]));
}

describe("the help of", () => {
  it.each(leaves(program()).map(([path]) => [path.join(" "), path] as const))(
    "%s has examples, which are valid command lines",
    async (name, path) => {
      const { stdout } = await runCli([...path, "--help"], place.folder);
      const calls = stdout.split("\n").filter((line) => line.startsWith(`  genericdp ${name}`));
      expect(stdout).toContain("\nExamples:\n");
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) {
        const words = call.trim().split(/\s+/).slice(1);
        const redirect = words.indexOf(">");
        const trial = program();
        let ran = "";
        for (const [at, leaf] of leaves(trial)) leaf.action(() => void (ran = at.join(" ")));
        await trial.parseAsync(redirect < 0 ? words : words.slice(0, redirect), { from: "user" });
        expect(ran).toBe(name);
      }
    },
  );
});

describe("genericdp completion", () => {
  const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;
  const script = async (shell: string): Promise<string> => {
    const { code, stdout } = await runCli(["completion", shell], place.folder);
    expect(code).toBe(0);
    return stdout;
  };
  const CASES: readonly (readonly [words: string[], some: string[], not: string[]])[] = [
    [[""], ["denoise", "evaluate", "completion"], ["--sigma"]],
    [["den"], ["denoise"], ["deblur"]],
    [["--"], ["--version", "--config"], ["--sigma"]],
    [
      ["denoise", "--s"],
      ["--sigma", "--strength", "--suffix", "--self-ensemble"],
      ["--json", "--seed"],
    ],
    [["denoise", "a.jpg", "--out"], ["--out-dir"], ["--json"]],
    [["denoise", "--format", ""], ["png", "jpeg", "webp", "tiff"], ["denoise"]],
    [["evaluate", ""], ["denoise"], ["train"]],
    [["evaluate", "denoise", "--"], ["--data", "--seed"], ["--out-dir"]],
  ];

  it.each(["bash", "zsh", "fish"])("are valid in %s", async (shell) => {
    const text = await script(shell);
    for (const { options } of commandWords(program())) {
      for (const { name } of options) expect(text).toContain(name.replace(/^--/, ""));
    }
  });

  it.each(CASES)("bash completes %j", async (words, some, not) => {
    const test = `${await script("bash")}
COMP_WORDS=(genericdp ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
_genericdp; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(has("bash")).toBe(true);
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", test], { encoding: "utf8" });
    expect(stderr).toBe("");
    const found = stdout.trim().split("\n");
    expect(found).toEqual(expect.arrayContaining(some));
    for (const word of not) expect(found).not.toContain(word);
  });

  it.for(CASES)("fish completes %j", async ([words, some, not], { skip }) => {
    skip(!has("fish"), "no fish found");
    place.write("completion.fish", await script("fish"));
    const line = `genericdp ${words.join(" ")}`;
    const test = `source ${place.path("completion.fish")}; complete -C '${line}'`;
    const { stdout, stderr } = spawnSync("fish", ["--no-config", "-c", test], { encoding: "utf8" });
    expect(stderr).toBe("");
    const found = stdout
      .trim()
      .split("\n")
      .map((entry) => entry.split("\t")[0]);
    expect(found).toEqual(expect.arrayContaining(some));
    for (const word of not) expect(found).not.toContain(word);
  });

  it.for(CASES)("zsh completes %j", async ([words, some, not], { skip }) => {
    skip(!has("zsh"), "no zsh found");
    // Its builtins only work inside the line editor, so stand-ins print their arguments.
    const test = `compdef() { :; }
_files() { print -- files; }
compadd() { print -l -- "\${@:#--}"; }
_describe() { local name="\${@[-1]}"; print -l -- "\${(@)\${(P)name}%%:*}"; }
${await script("zsh")}
words=(genericdp ${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length + 1}
_genericdp`;
    const { stdout, stderr } = spawnSync("zsh", ["-f", "-c", test], { encoding: "utf8" });
    expect(stderr).toBe("");
    const current = words.at(-1)!;
    const found = stdout
      .trim()
      .split("\n")
      .filter((word) => word.startsWith(current));
    expect(found).toEqual(expect.arrayContaining(some));
    for (const word of not) expect(found).not.toContain(word);
  });

  it("rejects other shells", async () => {
    for (const shell of ["tcsh", "toString"]) {
      const { code, stderr } = await runCli(["completion", shell], place.folder);
      expect(code).toBe(2);
      expect(stderr).toBe(`genericdp: expected bash, zsh or fish, got ${shell}\n`);
    }
  });
});

describe("genericdp bench", () => {
  it("prints a table, or JSON, of sizes and threads", async () => {
    place.write("small.genericdp", smallModelFile());
    const args = ["bench", "--sizes", "32,64", "--threads", "1,2", "--model", "small.genericdp"];
    const { code, stdout } = await runCli(args, place.folder);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^small by (native|wasm), .+ on \d+ × .+, Node v[\d.]+: MP\/s$/);
    expect(lines[1]).toBe("pixels        1 thread  2 threads");
    expect(lines[2]).toMatch(/^32×32 +[\d.]+ +[\d.]+$/);
    expect(lines).toHaveLength(4);
    const json = JSON.parse((await runCli([...args, "--json"], place.folder)).stdout);
    expect(json.results.map(({ size, threads }: Record<string, number>) => [size, threads])).toEqual([
      [32, 1],
      [64, 1],
      [32, 2],
      [64, 2],
    ]);
    for (const { size, seconds, megapixelsPerSecond, runs } of json.results) {
      expect(megapixelsPerSecond).toBeCloseTo((size * size) / 1e6 / seconds, 9);
      expect(runs).toBeGreaterThan(1);
    }
  });

  it.each([
    [["--sizes", "big"], "expected --sizes to be a whole number from 16 to 16384, got big"],
    [["--threads", "0"], "expected --threads to be a whole number from 1 to 64, got 0"],
  ])("rejects %j", async (args, problem) => {
    const { code, stderr } = await runCli(["bench", ...args], place.folder);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });
});
