import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { readModel } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Interruption } from "../src/errors.ts";
import { runCli, startCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";
import { picture, scratch, smallRecipe } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

beforeAll(async () => {
  place.write("recipe.json", smallRecipe(40));
  place.write("other.json", JSON.stringify({ ...JSON.parse(smallRecipe(40)), patch: 18 }));
  place.write("long.json", smallRecipe(100_000));
  await place.writePicture("data/1.png", picture(35, 40));
  await place.writePicture("data/2.png", picture(40, 40, 3));
  await place.writePicture("data/3.png", picture(45, 40));
});

/** A model without the time that its training took. */
function readTrained(file: string): Omit<Model, "training"> & { training: Record<string, unknown> } {
  const {
    training: { minutes: _, ...training },
    ...model
  } = readModel(readFileSync(place.path(file)));
  return { ...model, training };
}

function flags(recipe: string, out: string, ...more: readonly string[]): string[] {
  return ["train", "--recipe", recipe, "--data", "data", "--out", out, "--workers", "1", ...more];
}

function train(recipe: string, out: string, ...more: readonly string[]): Promise<Outcome> {
  return runCli(flags(recipe, out, ...more), place.folder);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("genericdp train", () => {
  it("trains a model, reports its progress and keeps a record", async () => {
    const outcome = await train("recipe.json", "a.genericdp", "--validation", "data", "--workers", "2");
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/^a\.genericdp: 40 of 40 steps in /);
    const first = /^step 20\/40  loss [\d.]+  [\d.]+ s\/step  \d+ (?:s|min) left  σ 5: \d\d\.\d\d dB, /;
    expect(outcome.stderr).toMatch(first);
    const { name, training } = readTrained("a.genericdp");
    expect(name).toBe("tiny");
    expect(training).toMatchObject({
      recipe: { name: "tiny", seed: 1, phases: [{ optimizer: "adam", steps: 40, batch: 4 }] },
      data: { images: 3, pixels: 4800, validationImages: 3 },
      steps: 40,
      start: "plain",
      best: { step: expect.any(Number), noiseLevels: [5, 15, 25], psnr: expect.any(Array) },
    });
    const report = readFileSync(place.path("a.genericdp.report.html"), "utf8");
    expect(report).toContain("validation PSNR at σ = 25, dB</text>");
    const log = readFileSync(place.path("a.genericdp.log.jsonl"), "utf8").trim().split("\n");
    const entries = log.map((line): unknown => JSON.parse(line));
    expect(entries).toMatchObject([
      { step: 20, validation: {} },
      { step: 40, validation: {} },
    ]);
    expect(entries[1]).toMatchObject({
      loss: expect.any(Number),
      secondsPerStep: expect.any(Number),
      minutes: expect.any(Number),
    });
  });

  it("shows a progress bar on a terminal", async () => {
    const args = flags("recipe.json", "bar.genericdp", "--minutes", "0");
    const { stderr } = await runCli(args, place.folder, { isTTY: true });
    expect(stderr).toContain("\r\u001B[K░░░░░░░░░░ step 1/40  loss ");
  });

  it("does not overwrite a checkpoint, and exports a finished run again", async () => {
    const again = await train("recipe.json", "a.genericdp");
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("continue with --resume") });
    const before = readTrained("a.genericdp");
    const resumed = await train("recipe.json", "a.genericdp", "--validation", "data", "--resume");
    // No step is left.
    expect(resumed).toMatchObject({ code: 0, stderr: "" });
    expect(readTrained("a.genericdp")).toEqual(before);
  });

  it("rejects the checkpoint of another recipe, of other data, and a damaged one", async () => {
    const recipe = await train("other.json", "a.genericdp", "--resume");
    expect(recipe.code).toBe(1);
    expect(recipe.stderr).toMatch(/^genericdp: cannot resume from .*: it belongs to another recipe/);
    expect(recipe.stderr).toContain(": its patch is 16, not 18\n");
    await place.writePicture("less/1.png", picture(40, 40));
    const data = await train("recipe.json", "a.genericdp", "--resume", "--data", "less");
    expect(data.stderr).toContain("it belongs to other data: 3 images of 4800 pixels, not 1 of 1600");
    const bytes = readFileSync(place.path("a.genericdp.checkpoint"));
    for (const [i, damaged] of [bytes.subarray(0, -1), bytes.with(2000, bytes[2000]! ^ 1)].entries()) {
      place.write(`damaged-${i}.genericdp.checkpoint`, damaged);
      const outcome = await train("recipe.json", `damaged-${i}.genericdp`, "--resume");
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toMatch(/^genericdp: cannot read .*: the checkpoint is damaged or cut off\n$/);
    }
  });

  it("stops when its time is up, and continues to the same result", async () => {
    const stopped = await train("recipe.json", "b.genericdp", "--minutes", "0");
    expect(stopped).toMatchObject({ code: 0, stdout: expect.stringContaining("1 of 40 steps") });
    expect(readTrained("b.genericdp").training).toMatchObject({ steps: 1 });
    const resumed = await train("recipe.json", "b.genericdp", "--validation", "data", "--resume");
    expect(resumed.code).toBe(0);
    expect(readTrained("b.genericdp")).toEqual(readTrained("a.genericdp"));
  });

  it("starts from a model and reports it, also with more stages or for colour from gray", async () => {
    const options = ["--minutes", "0", "--start", "a.genericdp"];
    expect(await train("recipe.json", "f.genericdp", ...options)).toMatchObject({ code: 0 });
    const { training, parameters } = readTrained("f.genericdp");
    expect(training["start"]).toEqual({ name: "tiny", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const moved = (from: Float32Array): number =>
      Math.hypot(...parameters.map((value, i) => value - from[i]!)) / Math.hypot(...parameters);
    // One step from the end of the other run makes little difference.
    expect(moved(readTrained("a.genericdp").parameters)).toBeLessThan(0.01);
    const { architecture } = JSON.parse(smallRecipe(40));
    for (const stages of [3, 1]) {
      const recipe = { ...JSON.parse(smallRecipe(40)), architecture: { ...architecture, stages } };
      place.write(`${stages}.json`, JSON.stringify(recipe));
    }
    expect(await train("3.json", "deeper.genericdp", ...options)).toMatchObject({ code: 0 });
    expect(readTrained("deeper.genericdp").architecture.stages).toBe(3);
    const refused = await train("1.json", "g.genericdp", ...options);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^genericdp: cannot start from .*a\.genericdp: .*expected a model of at most 1 stages, got 2/,
    );
    const colour = { ...architecture, channels: 3, scales: [{ filters: 8, size: 3 }] };
    place.write("colour.json", JSON.stringify({ ...JSON.parse(smallRecipe(1)), architecture: colour }));
    const wider = await train("colour.json", "h.genericdp", ...options.slice(2), "--validation", "data");
    expect(wider).toMatchObject({ code: 0, stdout: expect.stringContaining("1 of 1 steps") });
    expect(readTrained("h.genericdp").architecture.channels).toBe(3);
    expect(readTrained("h.genericdp").training["start"]).toEqual(training["start"]);
  });

  it("writes a checkpoint after its first step, and keeps it when interrupted", async () => {
    const controller = new AbortController();
    const args = flags("long.json", "c.genericdp");
    const running = runCli(args, place.folder, controller);
    await until(() => existsSync(place.path("c.genericdp.checkpoint")));
    controller.abort(new Interruption(130));
    expect(await running).toEqual({ code: 130, stdout: "", stderr: "genericdp: interrupted\n" });
    expect(existsSync(place.path("c.genericdp"))).toBe(false);
    expect(place.list().filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("survives being killed: resumed, it ends where an uninterrupted run ends", async () => {
    // Slow enough to be killed in between.
    const more = ["--checkpoint-minutes", "0", "--validation", "data"];
    const args = flags("recipe.json", "d.genericdp", ...more);
    const child = startCli(args, { cwd: place.folder, stdio: "ignore" });
    await until(() => existsSync(place.path("d.genericdp.checkpoint")) || child.exitCode !== null);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(existsSync(place.path("d.genericdp"))).toBe(false);
    const { code, stderr } = await train("recipe.json", "d.genericdp", ...more, "--resume");
    const restarted = stderr.includes("starting from the beginning");
    expect({ code, restarted }).toEqual({ code: 0, restarted: false });
    expect(readTrained("d.genericdp")).toEqual(readTrained("a.genericdp"));
  });

  it("starts from the beginning with a note if there is nothing to resume", async () => {
    const { code, stderr } = await train("recipe.json", "e.genericdp", "--minutes", "0", "--resume");
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^genericdp: note: found no .*e\.genericdp\.checkpoint, starting from the beginning\n/,
    );
  });
});
