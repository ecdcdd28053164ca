import { BackendUnavailable } from "@genericdp/core";

/**
 * Why WebGPU cannot be used, or no longer: it is not available; the device was lost; its memory is full; it
 * or its driver refused a command.
 */
export type GpuErrorReason = "unavailable" | "lost" | "out-of-memory" | "refused";

/** The work cannot be done on this GPU; a caller can continue with another backend. */
export class GpuError extends BackendUnavailable {
  override readonly name: string = "GpuError";
  readonly reason: GpuErrorReason;

  constructor(reason: GpuErrorReason, message: string, options?: ErrorOptions) {
    super("webgpu", message, options);
    this.reason = reason;
  }
}
