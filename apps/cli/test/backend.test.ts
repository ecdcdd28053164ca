import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";
import { readModel } from "@genericdp/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../src/open-backend.ts";
import type { Candidates } from "../src/open-backend.ts";
import { finish, runCli, startCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const model = readModel(smallModelFile());
const DENOISE = ["denoise", "noisy.png", "out.png", "--sigma", "15", "--model", "small.genericdp", "--json"];

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("noisy.png", withNoise(picture(40, 30), 15));
  await place.writePicture("data/a.png", picture(40, 30));
});

/** WebAssembly under another name, or one that cannot run. */
function backendNamed(name: string, refusal?: string): Backend {
  const backend = wasm({ threads: 1 });
  const start = (): Promise<string> =>
    refusal === undefined ? backend.start!() : Promise.reject(new Error(refusal));
  return { ...backend, name, start, activate: async () => void (await start()) };
}

function candidates(refusal?: string): Candidates {
  return {
    webgpu: { needs: "webgpu", load: () => Promise.resolve(backendNamed("webgpu", refusal)) },
    node: { needs: "tfjs-node", load: () => Promise.resolve(backendNamed("tfjs-node", refusal)) },
  };
}

describe("openBackend", () => {
  it("leaves WebAssembly to the library", async () => {
    expect(await openBackend("wasm", model)).toMatchObject({ name: "wasm", options: {} });
  });

  it.each(["webgpu", "node"] as const)("opens %s, or says what to install", async (name) => {
    const found = await openBackend(name, model, candidates());
    expect(found.name).toBe(name === "node" ? "tfjs-node" : name);
    expect(found.options.backend?.name).toBe(found.name);
    found.close();
    const { needs } = candidates()[name];
    await expect(openBackend(name, model, candidates("none here"))).rejects.toThrow(
      `cannot compute with --backend ${name} (none here): install ${needs}`,
    );
  });

  it("chooses for auto what runs, and says why", async () => {
    const found = await openBackend("auto", model, candidates("none here"));
    expect(found.name).toBe("wasm");
    expect(found.reason).toMatch(
      /^wasm: the fastest of wasm [\d.]+ ms, webgpu cannot run here \(none here\)/,
    );
    found.close();
  });
});

describe("--backend", () => {
  it("tells the backend in JSON", async () => {
    const { code, stdout, stderr } = await runCli(DENOISE, place.folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ backend: "wasm" });
    const bench = ["bench", "--sizes", "16", "--threads", "1", "--model", "small.genericdp", "--json"];
    expect(JSON.parse((await runCli(bench, place.folder)).stdout)).toMatchObject({ backend: "wasm" });
    const evaluate = ["evaluate", "denoise", "--data", "data", "--sigma", "15", "--model", "small.genericdp"];
    const report = await runCli([...evaluate, "--backend", "wasm", "--json"], place.folder);
    expect(JSON.parse(report.stdout)).toMatchObject({ backend: "wasm" });
    const folder = ["denoise", "data", "--out-dir", "clean", "--model", "small.genericdp", "--sigma", "15"];
    const lines = (await runCli([...folder, "--json"], place.folder)).stdout.split("\n");
    expect(JSON.parse(lines[0]!)).toMatchObject({ status: "done", backend: "wasm" });
  });

  it.each([
    DENOISE,
    ["denoise", "data", "--out-dir", "never"],
    ["deblur", "noisy.png", "out.png", "--kernel", "gaussian:1"],
    ["evaluate", "denoise", "--data", "data", "--sigma", "15"],
    ["bench"],
  ])("refuses what it does not know: %s %s", async (...args) => {
    for (const [name, told] of [
      ["gpu", "gpu"],
      ["", "nothing"],
    ] as const) {
      expect(await runCli([...args, "--backend", name], place.folder)).toEqual({
        code: 2,
        stdout: "",
        stderr: `genericdp: expected --backend to be wasm, auto, webgpu or node, got ${told}\n`,
      });
    }
  });

  it("measures threads of WebAssembly only", async () => {
    const outcome = await runCli(["bench", "--backend", "node", "--threads", "2"], place.folder);
    expect(outcome).toMatchObject({
      code: 2,
      stderr: "genericdp: expected --threads with --backend wasm only\n",
    });
  });

  it.each(["webgpu", "node"])("runs on %s or says in a line why not, and ends", async (name) => {
    const child = startCli([...DENOISE, "--backend", name], { cwd: place.folder });
    const { code, stdout, stderr } = await finish(child);
    if (code === 0) {
      expect(JSON.parse(stdout)).toMatchObject({ backend: name === "node" ? "tfjs-node" : name });
    } else {
      expect(code).toBe(1);
      expect(stdout).toBe("");
      expect(stderr).toMatch(
        /genericdp: cannot compute with --backend \w+ \(.+\): install the npm package [^\n]+\n$/,
      );
    }
  });

  it("goes on with what there is for auto, and ends", async () => {
    const child = startCli([...DENOISE, "--backend", "auto"], { cwd: place.folder });
    const { code, stdout, stderr } = await finish(child);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { backend } = JSON.parse(stdout) as { backend: string };
    expect(stderr).toContain(`genericdp: note: ${backend}: the fastest of wasm `);
  });
});
