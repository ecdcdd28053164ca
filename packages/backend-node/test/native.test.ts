import { BackendUnavailable } from "@genericdp/core";
import { describeBackend } from "@genericdp/testing";
import { supportedNativeVariants } from "@genericdp/stage-kernel-native";
import type { NativeVariant } from "@genericdp/stage-kernel-native";
import { describe, expect, it } from "vitest";
import { native, nodeBackend } from "../src/index.ts";

const VARIANTS: readonly NativeVariant[] = ["avx512", "avx2", "sse4", "neon"];
const supported = supportedNativeVariants();

for (const variant of VARIANTS) {
  const unavailable = supported.includes(variant) ? undefined : `no kernel for ${variant} runs here`;
  for (const threads of [1, 3]) {
    describeBackend(`native, ${variant}, ${threads} thread(s)`, () => native({ variant, threads }), {
      unavailable,
    });
  }
}

describe("native", () => {
  const missing = VARIANTS.find((variant) => !supported.includes(variant))!;

  it("rejects a variant that this processor cannot run", async () => {
    const failure = native({ variant: missing }).activate();
    await expect(failure).rejects.toBeInstanceOf(BackendUnavailable);
    await expect(failure).rejects.toThrow(/^native: .*expected/);
  });

  it("rejects an invalid number of threads", () => {
    expect(() => native({ threads: 0 })).toThrow(RangeError);
  });

  it("may be released before it is activated", () => {
    expect(() => native().release()).not.toThrow();
  });
});

describe("nodeBackend", () => {
  it("is native if a kernel is compiled, otherwise WebAssembly", () => {
    expect(nodeBackend().name).toBe(supported.length > 0 ? "native" : "wasm");
  });
});
