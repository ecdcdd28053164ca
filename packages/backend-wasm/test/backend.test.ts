import { supportedVariant } from "@genericdp/stage-kernel";
import { describeBackend } from "@genericdp/testing";
import { wasm } from "../src/index.ts";

describeBackend("wasm, plain SIMD, one thread", () => wasm({ variant: "simd", threads: 1 }));
describeBackend("wasm, relaxed SIMD, one thread", () => wasm({ variant: "relaxed", threads: 1 }), {
  unavailable: supportedVariant() === "relaxed" ? undefined : "this engine has no relaxed SIMD",
});
describeBackend("wasm, three threads", () => wasm({ threads: 3 }));
