import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("noisy.png", withNoise(picture(40, 32), 15));
  const denoise = { sigma: 12, model: "small.genericdp", json: true, selfEnsemble: false };
  const deblur = { kernel: "gaussian:1", iterations: 2, sigma: 3, model: "small.genericdp" };
  place.write(
    "some.json",
    JSON.stringify({ denoise, deblur, evaluate: { denoise: { sigma: "9", limit: 1 } } }),
  );
  place.write("some.mjs", `export default ${JSON.stringify({ denoise })};`);
  place.write(
    "some.ts",
    `const sigma: number = 12;\nexport default { denoise: { ...${JSON.stringify(denoise)}, sigma } };`,
  );
  place.write("broken.json", "{ denoise: }");
  place.write("none.mjs", "export const denoise = {};");
  place.write("throws.mjs", 'throw new Error("not today");');
  place.write("some.yaml", "denoise:\n");
  await place.writePicture("data/clean.png", picture(40, 32));
});

function run(...more: readonly string[]): Promise<Outcome> {
  return runCli(["denoise", "noisy.png", "out.png", ...more], place.folder);
}

describe("--config", () => {
  it.each(["some.json", "some.mjs", "some.ts"])("takes defaults from %s; flags win", async (file) => {
    const plain = await run("--config", file);
    expect(plain).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(plain.stdout)).toMatchObject({ noiseLevel: 12, model: "small", estimated: false });
    const flagged = await run("--sigma", "20", "--config", file);
    expect(JSON.parse(flagged.stdout)).toMatchObject({ noiseLevel: 20 });
    const before = await runCli(["--config", file, "denoise", "noisy.png", "out.png"], place.folder);
    expect(JSON.parse(before.stdout)).toMatchObject({ noiseLevel: 12 });
  });

  it("can set required options, and options of subcommands", async () => {
    const deblur = await runCli(["deblur", "noisy.png", "sharp.png", "--config", "some.json"], place.folder);
    expect(deblur).toMatchObject({ code: 0, stderr: "" });
    const args = ["evaluate", "denoise", "--data", "data", "--config", "some.json"];
    expect((await runCli(args, place.folder)).stdout).toContain("σ = 9");
  });

  it.each([
    [{ denose: {} }, 'test.json: unknown command "denose", expected one of denoise, deblur, '],
    [
      { denoise: { sigmaa: 1 } },
      'test.json: denoise: unknown option "sigmaa", expected one of sigma, strength, ',
    ],
    [{ evaluate: { sigma: "9" } }, 'test.json: evaluate: unknown command "sigma"'],
    [{ denoise: { sigma: [1] } }, "test.json: denoise: expected sigma to be a string or a number, got [1]"],
    [{ denoise: { json: "yes" } }, 'test.json: denoise: expected json to be true or false, got "yes"'],
    [{ restore: { pluginOption: "a=1" } }, "restore: expected pluginOption to be a list of strings"],
    [{ denoise: 5 }, "test.json: denoise: expected an object, got 5"],
    [[], "test.json: expected an object, got []"],
    [{ denoise: { sigma: -3 } }, "expected --sigma to be a noise level above 0 or auto, got -3"],
  ])("rejects %j", async (config, problem) => {
    place.write("test.json", JSON.stringify(config));
    const { code, stderr } = await run("--config", "test.json");
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(/^genericdp: [^\n]+\n$/);
    expect(code).toBe(2);
  });

  it.each([
    ["missing.json", "cannot read missing.json: no such file or folder"],
    ["missing.mjs", "cannot read missing.mjs: "],
    ["broken.json", "cannot read broken.json: "],
    ["none.mjs", "cannot read none.mjs: expected a default export, got none"],
    ["throws.mjs", "cannot read throws.mjs: not today"],
    ["some.yaml", "cannot read some.yaml: expected a .json, .js or .ts file"],
  ])("reports what is wrong with %s", async (file, problem) => {
    const { code, stderr } = await run("--config", file);
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(/^genericdp: [^\n]+\n$/);
    expect(code).toBe(1);
  });
});
