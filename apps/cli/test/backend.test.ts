import { nodeBackend } from "@genericdp/backend-node";
import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";
import { readModel } from "@genericdp/model";
import { supportedNativeVariants } from "@genericdp/stage-kernel-native";
import { restorer } from "genericdp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../src/open-backend.ts";
import type { Candidates } from "../src/open-backend.ts";
import { finish, runCli, startCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const usual = nodeBackend();
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
    native: { needs: "a kernel", load: () => Promise.resolve(backendNamed("native", refusal)) },
    wasm: { needs: "a later Node", load: () => Promise.resolve(backendNamed("wasm")) },
    webgpu: { needs: "webgpu", load: () => Promise.resolve(backendNamed("webgpu", refusal)) },
    node: { needs: "tfjs-node", load: () => Promise.resolve(backendNamed("tfjs-node", refusal)) },
  };
}

describe("openBackend", () => {
  it("opens WebAssembly", async () => {
    const found = await openBackend("wasm", model);
    expect(found.backend.name).toBe("wasm");
    found.close();
  });

  it.each(["native", "webgpu", "node"] as const)("opens %s, or says what to install", async (name) => {
    const found = await openBackend(name, model, candidates());
    expect(found.backend.name).toBe(name === "node" ? "tfjs-node" : name);
    found.close();
    const { needs } = candidates()[name];
    await expect(openBackend(name, model, candidates("none here"))).rejects.toThrow(
      `cannot compute with --backend ${name} (none here): install ${needs}`,
    );
  });

  it("chooses an available backend for auto, and says why", async () => {
    const found = await openBackend("auto", model, candidates("none here"));
    expect(found.backend.name).toBe("wasm");
    expect(found.reason).toMatch(
      /^wasm: the fastest of native cannot run here \(none here\), wasm [\d.]+ ms, webgpu cannot/,
    );
    found.close();
  });
});

describe("--backend", () => {
  it("defaults to the library's choice: native if there is a kernel", async () => {
    const { code, stdout, stderr } = await runCli(DENOISE, place.folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ backend: usual.name });
    const session = restorer({ model });
    expect((await session.start()).backend.name).toBe(usual.name);
    session.dispose();
    expect(usual.name).toBe(supportedNativeVariants().length > 0 ? "native" : "wasm");
  });

  it("is reported by --verbose and by info", async () => {
    const { name, capabilities } = usual;
    const told = `${name}, ${capabilities.instructions}, ${capabilities.threads} thread(s)`;
    const commands = [
      DENOISE,
      ["denoise", "data", "--out-dir", "verbose", "--model", "small.genericdp", "--sigma", "15"],
      ["evaluate", "denoise", "--data", "data", "--sigma", "15", "--model", "small.genericdp"],
      ["bench", "--sizes", "16", "--model", "small.genericdp"],
    ];
    for (const command of commands) {
      const { stderr } = await runCli([...command, "--verbose"], place.folder);
      expect(stderr).toContain(`genericdp: computes with ${told}\n`);
    }
    expect((await runCli(["info"], place.folder)).stdout).toMatch(
      new RegExp(`^computed with +${told.replace(/[()]/g, "\\$&")}$`, "m"),
    );
    const { instructions, threads } = capabilities;
    const json = (await runCli(["info", "--json"], place.folder)).stdout;
    expect(JSON.parse(json)).toMatchObject({ backend: { name, instructions, threads } });
  });

  it("is reported in JSON", async () => {
    const { stdout } = await runCli([...DENOISE, "--backend", "wasm"], place.folder);
    expect(JSON.parse(stdout)).toMatchObject({ backend: "wasm" });
    const bench = ["bench", "--sizes", "16", "--threads", "1", "--model", "small.genericdp", "--json"];
    for (const backend of [usual.name, "wasm"]) {
      const measured = await runCli([...bench, "--backend", backend], place.folder);
      expect(JSON.parse(measured.stdout)).toMatchObject({ backend, results: [{ threads: 1 }] });
    }
    const evaluate = ["evaluate", "denoise", "--data", "data", "--sigma", "15", "--model", "small.genericdp"];
    const report = await runCli([...evaluate, "--backend", "wasm", "--json"], place.folder);
    expect(JSON.parse(report.stdout)).toMatchObject({ backend: "wasm" });
    const folder = ["denoise", "data", "--out-dir", "clean", "--model", "small.genericdp", "--sigma", "15"];
    const lines = (await runCli([...folder, "--json"], place.folder)).stdout.split("\n");
    expect(JSON.parse(lines[0]!)).toMatchObject({ status: "done", backend: usual.name });
  });

  it.each([
    DENOISE,
    ["denoise", "data", "--out-dir", "never"],
    ["deblur", "noisy.png", "out.png", "--kernel", "gaussian:1"],
    ["evaluate", "denoise", "--data", "data", "--sigma", "15"],
    ["bench"],
  ])("rejects unknown backends: %s %s", async (...args) => {
    for (const [name, told] of [
      ["gpu", "gpu"],
      ["", "nothing"],
    ] as const) {
      expect(await runCli([...args, "--backend", name], place.folder)).toEqual({
        code: 2,
        stdout: "",
        stderr: `genericdp: expected --backend to be native, wasm, webgpu, node or auto, got ${told}\n`,
      });
    }
  });

  it("accepts --threads only for CPU kernels", async () => {
    const outcome = await runCli(["bench", "--backend", "node", "--threads", "2"], place.folder);
    expect(outcome).toMatchObject({
      code: 2,
      stderr: "genericdp: expected --threads with --backend native or wasm only\n",
    });
  });

  it.each(["webgpu", "node"])("runs on %s or prints one line with the reason", async (name) => {
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

  it("continues with the available backends for auto, and ends", async () => {
    const child = startCli([...DENOISE, "--backend", "auto"], { cwd: place.folder });
    const { code, stdout, stderr } = await finish(child);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { backend } = JSON.parse(stdout) as { backend: string };
    expect(stderr).toContain(`genericdp: note: ${backend}: the fastest of native `);
  });
});
