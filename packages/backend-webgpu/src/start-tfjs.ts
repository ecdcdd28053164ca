import { nextTask } from "@genericdp/core";
import {
  findBackend,
  findBackendFactory,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
} from "@tensorflow/tfjs-core";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { openDevice } from "./open-device.ts";
import { watchDevice } from "./watch-device.ts";
import type { DeviceWatch } from "./watch-device.ts";

/** tfjs's backend and what has become of its device. */
export interface StartedTfjs {
  readonly tfjs: WebGPUBackend;
  readonly watch: DeviceWatch;
}

/** tfjs's name for its backend. */
export const BACKEND = "webgpu";

/**
 * Makes tfjs's WebGPU backend the current one: the one that is there, or else one on a device of its own.
 *
 * @throws GpuError "unavailable" where there is no WebGPU.
 */
export async function startTfjs(
  before: StartedTfjs | undefined,
  powerPreference: GPUPowerPreference,
): Promise<StartedTfjs> {
  const present = findBackend(BACKEND) as WebGPUBackend | null;
  if (present && !(before?.tfjs === present && before.watch.isLost())) {
    await setBackend(BACKEND);
    return before?.tfjs === present ? before : { tfjs: present, watch: watchDevice(present.device) };
  }
  const { device, adapterInfo } = await openDevice(powerPreference);
  // Only now: as it is loaded it looks for navigator.gpu.
  const { WebGPUBackend: Backend } = await import("@tensorflow/tfjs-backend-webgpu");
  const tfjs = new Backend(device, adapterInfo);
  const watch = watchDevice(device);
  guardReads(tfjs, watch);
  // tfjs registers its own as it is loaded, and keeps a lost one.
  if (findBackendFactory(BACKEND)) removeBackend(BACKEND);
  registerBackend(BACKEND, () => tfjs, 3);
  await setBackend(BACKEND);
  await ready();
  return { tfjs, watch };
}

/** What was computed without memory, or on a lost device, is not to be taken for a result. */
function guardReads(tfjs: WebGPUBackend, watch: DeviceWatch): void {
  const read = tfjs.read.bind(tfjs);
  tfjs.read = async (dataId) => {
    const values = await read(dataId).catch(async (error: unknown) => {
      // The word that the device is lost may come after what it made fail.
      await nextTask();
      watch.check();
      throw error;
    });
    watch.check();
    return values;
  };
}
