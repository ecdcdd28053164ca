import { BackendUnavailable } from "@genericdp/core";

/**
 * Why WebGPU cannot be used, or not any longer: there is none here; the device was lost; its memory is full;
 * it or its driver refused a command.
 */
export type GpuErrorReason = "unavailable" | "lost" | "out-of-memory" | "refused";

/** Says that the work cannot be done on this GPU; a caller can go on with another backend. */
export class GpuError extends BackendUnavailable {
  override readonly name: string = "GpuError";
  readonly reason: GpuErrorReason;

  constructor(reason: GpuErrorReason, message: string, options?: ErrorOptions) {
    super("webgpu", message, options);
    this.reason = reason;
  }
}
