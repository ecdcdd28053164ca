import { appendFileSync, existsSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { readImage } from "@genericdp/image/node";
import { describe, expect, it } from "vitest";
import { MODEL, batchPlace, noisy } from "./batch-place.ts";
import { finish, startCli } from "./run-cli.ts";
import { picture, withNoise } from "./scratch.ts";

const { place, denoise, outputs } = batchPlace();

describe("a second run", () => {
  const run = async (...more: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await denoise("again", "--out-dir", "again-out", ...more);
    return `${stdout.trim().split("\n").at(-1)!.replace(/;.*/, "")}${stderr}`;
  };

  it("skips only files that were made from the same input in the same way", async () => {
    for (const name of ["a.png", "b.png", "c.png"]) await place.writePicture(`again/${name}`, noisy);
    expect(await run()).toBe("3 done, 0 skipped, 0 failed");
    const before = statSync(place.path("again-out/a.png")).mtimeMs;
    expect(await run()).toBe("0 done, 3 skipped, 0 failed");
    expect(statSync(place.path("again-out/a.png")).mtimeMs).toBe(before);
    // Another input, a deleted output, and a new input.
    await place.writePicture("again/a.png", picture(40, 32));
    rmSync(place.path("again-out/b.png"));
    await place.writePicture("again/d.png", noisy);
    expect(await run()).toBe("3 done, 1 skipped, 0 failed");
    expect(await run()).toBe("0 done, 4 skipped, 0 failed");
    // Other settings, and back.
    expect(await run("--strength", "1.2")).toBe("4 done, 0 skipped, 0 failed");
    expect(await run()).toBe("4 done, 0 skipped, 0 failed");
    expect(await run("--force")).toBe("4 done, 0 skipped, 0 failed");
    // Other settings with the same output names.
    expect(await run("--self-ensemble")).toBe("4 done, 0 skipped, 0 failed");
    expect(await run("--jobs", "1", "--json")).toContain('"done":4,"skipped":0');
  });

  it("notices an input that was replaced by another with the same time", async () => {
    const { atime, mtime } = statSync(place.path("again/a.png"));
    await place.writePicture("again/a.png", withNoise(picture(40, 32), 30));
    utimesSync(place.path("again/a.png"), atime, mtime);
    expect(await run()).toBe("1 done, 3 skipped, 0 failed");
  });

  it("redoes files that are not known to be done", async () => {
    await denoise("again", "--out-dir", "cut-out");
    const record = readFileSync(place.path("cut-out/.genericdp.jsonl"), "utf8");
    const lines = record.trim().split("\n");
    expect(lines).toHaveLength(4);
    // A power failure while the last line was written: its output may not be ours.
    place.write("cut-out/.genericdp.jsonl", record.slice(0, -20));
    const { code, stderr } = await denoise("again", "--out-dir", "cut-out");
    expect(code).toBe(1);
    expect(stderr).toMatch(/it exists and is not the unchanged output of a run: --force replaces it/);
    expect((await denoise("again", "--out-dir", "cut-out", "--force")).code).toBe(0);
    // Invalid lines do not affect the others.
    appendFileSync(place.path("cut-out/.genericdp.jsonl"), 'null\n{"files":{"a.png":1}}\n[]\n{\n');
    expect((await denoise("again", "--out-dir", "cut-out")).stdout).toContain("0 done, 4 skipped, 0 failed");
  });

  it("never replaces files of other programs or changed ones without --force", async () => {
    place.write("taken-out/a.png", "precious");
    const taken = await denoise("photos", "--out-dir", "taken-out");
    expect(taken.code).toBe(1);
    expect(taken.stdout).toContain("1 done, 0 skipped, 1 failed");
    expect(readFileSync(place.path("taken-out/a.png"), "utf8")).toBe("precious");
    place.write("taken-out/b.jpg", "retouched");
    const changed = await denoise("photos", "--out-dir", "taken-out", "--strength", "0.5");
    expect(changed.stdout).toContain("0 done, 0 skipped, 2 failed");
    expect(readFileSync(place.path("taken-out/b.jpg"), "utf8")).toBe("retouched");
    const forced = await denoise("photos", "--out-dir", "taken-out", "--strength", "0.5", "--force");
    expect(forced.code).toBe(0);
    expect(await readImage(place.path("taken-out/a.png"))).toMatchObject({ width: 40 });
  });

  it("continues an interrupted run, which left only complete files", { timeout: 180_000 }, async () => {
    const names = Array.from({ length: 30 }, (_, i) => `many/${String(i).padStart(2, "0")}.png`);
    for (const name of names) await place.writePicture(name, withNoise(picture(160, 120, 3), 15));
    const args = ["denoise", "many", "--out-dir", "many-out", ...MODEL];
    const child = startCli(args, { cwd: place.folder });
    const outcome = finish(child);
    while (!existsSync(place.path("many-out/01.png"))) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGINT");
    const { code, stdout, stderr } = await outcome;
    expect({ code, stderr }).toEqual({ code: 130, stderr: "genericdp: interrupted\n" });
    const done = outputs("many-out");
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(30);
    expect(stdout).toMatch(new RegExp(`interrupted: ${done.length} done, 0 skipped, 0 failed`));
    for (const name of done) {
      expect(name).toMatch(/^\d\d\.png$/);
      expect(await readImage(place.path(`many-out/${name}`))).toMatchObject({ width: 160, height: 120 });
    }
    const rest = await denoise("many", "--out-dir", "many-out");
    expect(rest.stdout).toContain(`${30 - done.length} done, ${done.length} skipped, 0 failed`);
  });
});
