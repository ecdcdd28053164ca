import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFolder } from "../src/start-folder.ts";
import { finish, startCli } from "./run-cli.ts";
import { picture, scratch, smallRecipe, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
beforeAll(async () => {
  place.write("text.png", "no picture");
  place.write("recipe.json", smallRecipe(100_000));
  await place.writePicture("data/noisy.png", withNoise(picture(64, 64), 15));
});

describe("the process", () => {
  it("exits with the right code and one line, and prints no progress bar into a pipe", async () => {
    const cwd = place.folder;
    const failure = await finish(startCli(["denoise", "text.png", "out.png"], { cwd }));
    expect(failure).toMatchObject({ code: 1, stdout: "" });
    expect(failure.stderr).toMatch(/^genericdp: [^\n]+\n$/);
    const success = await finish(startCli(["denoise", "data/noisy.png", "out.png", "--json"], { cwd }));
    expect(success).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(success.stdout)).toMatchObject({ output: "out.png" });
  });

  it("reports that its reader has closed the stream", async () => {
    const child = startCli(["info"], { cwd: place.folder });
    child.stdout!.destroy();
    expect(await finish(child)).toMatchObject({
      code: 1,
      stderr: "genericdp: cannot write the output: the reader has closed it\n",
    });
  });

  it("stops cleanly at a signal", async () => {
    const args = ["train", "--recipe", "recipe.json", "--data", "data", "--out", "m"];
    const child = startCli([...args, "--checkpoint-minutes", "0"], { cwd: place.folder });
    const outcome = finish(child);
    while (!existsSync(place.path("m.checkpoint"))) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    expect(await outcome).toEqual({ code: 130, stdout: "", stderr: "genericdp: interrupted\n" });
    expect(place.list().filter((name) => name === "m" || name.endsWith(".tmp"))).toEqual([]);
  });

  it("reports a folder that is not writable", async (test) => {
    mkdirSync(place.path("locked"));
    chmodSync(place.path("locked"), 0o555);
    chmodSync(place.folder, 0o755);
    // Root may write anywhere.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    test.skip(process.platform === "win32", "Windows has other permissions");
    const trial = spawnSync(process.execPath, ["--version"], nobody);
    test.skip(trial.status !== 0, "no other user may run Node here");
    const args = ["denoise", "data/noisy.png", "locked/out.png", "--sigma", "15"];
    const outcome = await finish(startCli(args, { cwd: place.folder, ...nobody }));
    const stderr = `genericdp: cannot write ${place.path("locked/out.png")}: permission denied\n`;
    expect(outcome).toEqual({ code: 1, stdout: "", stderr });
  });
});

describe("relative paths", () => {
  const script = { npm_package_name: "genericdp-workspace", npm_lifecycle_event: "genericdp" };

  it("start from the folder of the workspace script's caller", () => {
    expect(startFolder({ ...script, INIT_CWD: "/photos" }, "/workspace")).toBe("/photos");
  });

  it("otherwise start from the current folder, even in other scripts", () => {
    expect(startFolder({}, "/here")).toBe("/here");
    const called = { ...script, INIT_CWD: "/photos" };
    expect(startFolder({ ...called, npm_lifecycle_event: "test" }, "/here")).toBe("/here");
    expect(startFolder({ ...called, npm_package_name: "other" }, "/here")).toBe("/here");
    expect(startFolder(script, "/here")).toBe("/here");
  });
});
