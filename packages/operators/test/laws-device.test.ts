import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import {
  Tensor,
  copyRegisteredKernels,
  registerBackend,
  removeBackend,
  setBackend,
} from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, vi } from "vitest";
import { describeOperators } from "./laws.ts";

/** The CPU backend behaving like a GPU: reading tensors is expensive and only possible asynchronously. */
class DeviceBackend extends MathBackendCPU {
  override readToGPU(): never {
    throw new Error("expected nobody to ask");
  }
}

registerBackend("device", () => new DeviceBackend());
copyRegisteredKernels("cpu", "device");
beforeAll(() => {
  vi.spyOn(Tensor.prototype, "dataSync").mockImplementation(() => {
    throw new Error("expected nobody to read at once");
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  removeBackend("device");
});

describeOperators(() => setBackend("device"));
