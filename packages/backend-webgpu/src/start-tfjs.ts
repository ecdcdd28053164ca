import { nextTask, startTfjsBackend } from "@genericdp/core";
import {
  engine,
  findBackendFactory,
  getBackend,
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
 * Starts tfjs's WebGPU backend: the one that is there, or else one on a device of its own. It becomes the
 * current one only where a lost one was.
 *
 * @throws GpuError "unavailable" where there is no WebGPU.
 */
export async function startTfjs(
  before: StartedTfjs | undefined,
  powerPreference: GPUPowerPreference,
): Promise<StartedTfjs> {
  const present = engine().registry[BACKEND] as WebGPUBackend | undefined;
  if (present && !(before?.tfjs === present && before.watch.isLost())) {
    return before?.tfjs === present ? before : { tfjs: present, watch: watchDevice(present.device) };
  }
  const { device, adapterInfo } = await openDevice(powerPreference);
  // Only now: as it is loaded it looks for navigator.gpu.
  const { WebGPUBackend: Backend } = await import("@tensorflow/tfjs-backend-webgpu");
  const tfjs = new Backend(device, adapterInfo);
  const watch = watchDevice(device);
  guardReads(tfjs, watch);
  // tfjs registers its own as it is loaded, and keeps a lost one.
  const wasCurrent = getBackend() === BACKEND;
  if (findBackendFactory(BACKEND)) removeBackend(BACKEND);
  registerBackend(BACKEND, () => tfjs, 3);
  await startTfjsBackend(BACKEND);
  if (wasCurrent) await setBackend(BACKEND);
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
