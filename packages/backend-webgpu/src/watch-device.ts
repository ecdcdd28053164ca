import { GpuError } from "./gpu-error.ts";

/** The state of a device. */
export interface DeviceWatch {
  /** @throws GpuError once the device is lost, and once after a command that failed. */
  check(): void;
  /** Whether the device is lost for good. */
  isLost(): boolean;
}

const watches = new WeakMap<GPUDevice, DeviceWatch>();

/**
 * A device that cannot execute a command continues as if it had, and only tells listeners. This listens, once
 * for all users of the device.
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
      // The current results are invalid; later ones may be valid.
      failed = undefined;
      if (error) throw error;
    },
  };
}
