import { GpuError } from "./gpu-error.ts";

/** What has become of a device. */
export interface DeviceWatch {
  /** @throws GpuError once the device is lost, and after something that it could not do. */
  check(): void;
  /** Whether the device is gone for good. */
  isLost(): boolean;
}

const watches = new WeakMap<GPUDevice, DeviceWatch>();

/**
 * A device that could not do something goes on as if it had, and tells only who listens: so from now on
 * somebody does, once for all who use the device.
 */
export function watchDevice(device: GPUDevice): DeviceWatch {
  const watch = watches.get(device) ?? listenTo(device);
  watches.set(device, watch);
  return watch;
}

function listenTo(device: GPUDevice): DeviceWatch {
  let lost: GpuError | undefined;
  let failed: GpuError | undefined;
  const awaitLoss = async (): Promise<void> => {
    const { reason, message } = await device.lost;
    lost = new GpuError("lost", `the device was lost (${reason}): ${message || "no reason given"}`);
  };
  void awaitLoss();
  device.addEventListener("uncapturederror", ({ error }) => {
    failed ??=
      error instanceof GPUOutOfMemoryError
        ? new GpuError("out-of-memory", `the device's memory is full: ${error.message}`)
        : new GpuError("refused", `the device refused a command: ${error.message}`);
  });
  return {
    isLost: () => lost !== undefined,
    check: () => {
      const error = lost ?? failed;
      // What was asked for is not there; what comes later may be.
      failed = undefined;
      if (error) throw error;
    },
  };
}
