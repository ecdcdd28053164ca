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

/** The backend of tfjs and the state of its device. */
export interface StartedTfjs {
  readonly tfjs: WebGPUBackend;
  readonly watch: DeviceWatch;
}

/** tfjs's name for its backend. */
export const BACKEND = "webgpu";

/**
 * Starts the WebGPU backend of tfjs: the existing one, or else one on a new device. It becomes current only
 * if it replaces a lost one that was.
 *
 * @throws GpuError "unavailable" if there is no WebGPU.
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
  // Only now, because it looks for navigator.gpu when it is loaded.
  const { WebGPUBackend: Backend } = await import("@tensorflow/tfjs-backend-webgpu");
  const tfjs = new Backend(device, adapterInfo);
  const watch = watchDevice(device);
  guardReads(tfjs, watch);
  // tfjs registers its own when it is loaded, and keeps a lost one.
  const wasCurrent = getBackend() === BACKEND;
  if (findBackendFactory(BACKEND)) removeBackend(BACKEND);
  registerBackend(BACKEND, () => tfjs, 3);
  await startTfjsBackend(BACKEND);
  if (wasCurrent) await setBackend(BACKEND);
  return { tfjs, watch };
}

/** Prevents data computed without memory, or on a lost device, from being taken for results. */
function guardReads(tfjs: WebGPUBackend, watch: DeviceWatch): void {
  const read = tfjs.read.bind(tfjs);
  tfjs.read = async (dataId) => {
    const values = await read(dataId).catch(async (error: unknown) => {
      // The news that the device is lost may arrive after the failure it caused.
      await nextTask();
      watch.check();
      throw error;
    });
    watch.check();
    return values;
  };
}
