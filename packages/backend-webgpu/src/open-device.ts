import { findGpu } from "./find-gpu.ts";
import { GpuError } from "./gpu-error.ts";

/** Limits above the guaranteed ones, requested if the adapter has them. */
const WANTED_LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
] as const;

export interface OpenDevice {
  readonly device: GPUDevice;
  readonly adapterInfo: GPUAdapterInfo;
}

/** @throws GpuError "unavailable" if there is no WebGPU, adapter or device. */
export async function openDevice(powerPreference: GPUPowerPreference): Promise<OpenDevice> {
  const gpu = await findGpu();
  const adapter = await gpu.requestAdapter({ powerPreference });
  if (adapter === null) {
    throw new GpuError("unavailable", "expected an adapter, got none: no GPU, or none that is supported");
  }
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((name) => [name, adapter.limits[name]]));
  // tfjs times its own kernels with it.
  const requiredFeatures = (["timestamp-query"] as const).filter((name) => adapter.features.has(name));
  try {
    const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
    return { device, adapterInfo: adapter.info };
  } catch (cause) {
    throw new GpuError("unavailable", `expected the adapter to give a device: ${String(cause)}`, { cause });
  }
}
