import { hostname } from "node:os";
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { readFrames } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { gif, picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

const MODEL = ["--model", "small.genericdp", "--sigma", "15"];
const noisy = withNoise(picture(40, 32), 15);

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("noisy.png", noisy);
  place.write("dance.gif", await gif());
});

describe("folders", () => {
  it("report which kinds of files were left out, and how many", async () => {
    await place.writePicture("mixed/a.png", noisy);
    place.write("mixed/dance.gif", await gif());
    for (const name of ["b.heic", "c.HEIC", "d.pdf", "notes.txt"]) place.write(`mixed/${name}`, "anything");
    const { code, stdout, stderr } = await runCli(
      ["denoise", "mixed", "--out-dir", "mixed-out", ...MODEL],
      place.folder,
    );
    expect(code).toBe(0);
    expect(stderr).toContain(
      "2 files such as mixed/b.heic are left out, each a HEIC photo: convert it to JPEG",
    );
    expect(stderr).toContain("mixed/d.pdf is left out, a PDF document: export its pages");
    expect(stdout).toMatch(/\n2 done, 0 skipped, 0 failed, 4 left out; /);
    expect(readdirSync(place.path("mixed-out")).toSorted()).toEqual([
      ".genericdp.jsonl",
      "a.png",
      "dance.png",
    ]);
    const all = ["denoise", "mixed/dance.gif", "--out-dir", "mixed-out", "--all-frames", "--json", ...MODEL];
    expect((await runCli(all, place.folder)).code).toBe(0);
    expect((await readFrames(place.path("mixed-out/dance.webp"))).frames).toHaveLength(3);
  });

  it("report broken links, and continue", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has other links");
    await place.writePicture("links-in/a.png", noisy);
    symlinkSync(place.path("gone.png"), place.path("links-in/b.png"));
    const { code, stderr, stdout } = await runCli(
      ["denoise", "links-in", "--out-dir", "links-out", ...MODEL],
      place.folder,
    );
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/b\.png: it is a link to a file that does not exist/),
    ]);
    expect(stdout).toContain("1 done, 0 skipped, 1 failed");
  });

  it("belong to one run at a time; the lock of a dead process is taken over", async () => {
    mkdirSync(place.path("locked"));
    const args = ["denoise", "noisy.png", "--out-dir", "locked", ...MODEL];
    const lock = (process: number): void => {
      place.write("locked/.genericdp.lock", JSON.stringify({ host: hostname(), process }));
    };
    lock(process.pid);
    const refused = await runCli(args, place.folder);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/another run \(process \d+\) is writing to locked/),
    ]);
    expect(readdirSync(place.path("locked"))).toEqual([".genericdp.lock"]);
    // A process id that does not exist.
    lock(2 ** 30);
    expect((await runCli(args, place.folder)).code).toBe(0);
    expect(readdirSync(place.path("locked")).toSorted()).toEqual([".genericdp.jsonl", "noisy.png"]);
    rmSync(place.path("locked"), { recursive: true });
  });

  it("that are not writable are noticed before the work", async ({ skip }) => {
    skip(process.seteuid === undefined, "Windows has other permissions");
    mkdirSync(place.path("shut"));
    chmodSync(place.path("shut"), 0o555);
    for (const path of [place.folder, place.path("noisy.png"), place.path("small.genericdp")])
      chmodSync(path, 0o755);
    const root = process.geteuid!() === 0;
    if (root) process.seteuid!(65534);
    try {
      for (const out of [["--out-dir", "shut"], ["shut/a.png"], ["shut/deep/a.png"]]) {
        const { code, stderr, stdout } = await runCli(
          ["denoise", "noisy.png", ...out, ...MODEL],
          place.folder,
        );
        expect([code, stdout, stderr]).toEqual([1, "", expect.stringMatching(/permission denied/)]);
      }
    } finally {
      if (root) process.seteuid!(0);
    }
  });
});
