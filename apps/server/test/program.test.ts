import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { picture } from "./running-app.ts";
import { startServer } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";

const running = new Set<ServerProcess>();
afterAll(() => running.forEach(({ program }) => program.kill("SIGKILL")));

function start(...args: string[]): ServerProcess {
  const server = startServer(...args);
  running.add(server);
  return server;
}

/** A file without keys. */
const noKeys = fileURLToPath(import.meta.url);

describe("genericdp-server", () => {
  it("serves; on SIGTERM, it finishes the requests in progress and exits with 0", async () => {
    const { program, url, ended } = start("--port", "0", "--workers", "1", "--log-level", "silent");
    const base = await url();
    expect((await fetch(`${base}/readyz`)).status).toBe(200);
    const body = new Uint8Array(await picture(400, 400));
    const headers = { "content-type": "image/png" };
    let over = false;
    const answer = fetch(`${base}/v1/denoise?noiseLevel=15`, { method: "POST", body, headers }).finally(
      () => (over = true),
    );
    while (!(await (await fetch(`${base}/metrics`)).text()).includes("genericdp_pictures 1")) {
      if (over) expect.unreachable("the picture was done before it was seen");
    }
    program.kill("SIGTERM");
    const response = await answer;
    expect([response.status, (await response.arrayBuffer()).byteLength > 1000]).toEqual([200, true]);
    expect(await ended).toBe(0);
  });

  it.each([
    [["--port", "eighty"], "expected a whole number from 0"],
    [["--nonsense"], "unknown option '--nonsense'"],
    [["--api-keys", "/nowhere/keys"], "ENOENT"],
    [["--inputs", "/nowhere"], "expected a folder, got /nowhere"],
    [["--api-keys", noKeys], "API keys, line 1"],
  ])("%j: reports the problem and ends", async (args, problem) => {
    const { said, ended } = start(...args, "--workers", "1");
    expect(await ended).toBe(1);
    expect(said.err).toContain(problem);
  });

  it("creates keys and keeps only their hashes", async () => {
    const { said, ended } = start("new-key", "shop");
    expect(await ended).toBe(0);
    expect(said.out).toMatch(
      /^key \(shown only once\): \S{32}\nline for the file: {5}sha256:[0-9a-f]{64} shop\n$/,
    );
  });
});
