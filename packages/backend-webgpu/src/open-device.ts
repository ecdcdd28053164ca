import { findGpu } from "./find-gpu.ts";
import { GpuError } from "./gpu-error.ts";

/** More than what every device grants, but only where this one has it. */
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

/** @throws GpuError "unavailable" where there is no WebGPU, no adapter, or it gives no device. */
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
