import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BackendUnavailable } from "@genericdp/core";
import { describeBackend } from "@genericdp/testing";
import { findBackend, removeBackend } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { tfjsNode } from "../src/index.ts";

/** Folder of tfjs-node, if GENERICDP_TFJS_NODE names one that can be loaded. */
const folder = process.env["GENERICDP_TFJS_NODE"];
const load =
  folder === undefined
    ? undefined
    : async (): Promise<unknown> => createRequire(pathToFileURL(join(folder, "package.json")))(folder);

describeBackend("tfjs-node, one thread", () => tfjsNode({ load: load!, threads: 1 }), {
  unavailable: load === undefined ? "GENERICDP_TFJS_NODE names no tfjs-node" : undefined,
});
describeBackend("tfjs-node, three threads", () => tfjsNode({ load: load!, threads: 3 }), {
  unavailable: load === undefined ? "GENERICDP_TFJS_NODE names no tfjs-node" : undefined,
});

describe("tfjsNode", () => {
  it("is unavailable, with a reason, if tfjs-node is not installed", async () => {
    const failure = tfjsNode().activate();
    await expect(failure).rejects.toBeInstanceOf(BackendUnavailable);
    await expect(failure).rejects.toThrow(
      "tfjs-node: expected @tensorflow/tfjs-node to be installed, but it is not",
    );
  });

  it("is unavailable, with the reason, if tfjs-node cannot be loaded", async () => {
    const cause = new Error("the addon is for another platform");
    const failure = tfjsNode({ load: () => Promise.reject(cause) }).activate();
    await expect(failure).rejects.toMatchObject({ name: "BackendUnavailable", backend: "tfjs-node", cause });
    await expect(failure).rejects.toThrow(
      `in Node ${process.version}, but the addon is for another platform`,
    );
  });

  it("is unavailable if tfjs-node registers no backend", async () => {
    if (findBackend("tensorflow") !== null) removeBackend("tensorflow");
    const failure = tfjsNode({ load: () => Promise.resolve() }).activate();
    await expect(failure).rejects.toBeInstanceOf(BackendUnavailable);
    await expect(failure).rejects.toThrow("tfjs-node: expected it to compute 1 + 1, but");
  });

  it("rejects an invalid number of threads", () => {
    expect(() => tfjsNode({ threads: 0 })).toThrow(RangeError);
  });

  it("may be released before it is activated", () => {
    expect(() => tfjsNode().release()).not.toThrow();
  });
});
