import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

/** A dispatch of one of our shaders. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  /** Content of the uniform buffer at binding 0. */
  readonly params: ArrayBuffer;
  /** Bindings from 1 on. */
  readonly bindings: readonly GPUBufferBinding[];
  readonly workgroups: readonly [x: number, y: number, z: number];
  /** Multiply-adds. */
  readonly work: number;
}

/** Collects dispatches and submits them in pieces, after everything that tfjs has recorded before. */
export interface Recorder {
  add(dispatch: Dispatch): void;
  /** Fills a buffer with zeros. */
  clear(buffer: GPUBuffer): void;
  submit(): void;
}

/**
 * Operating systems reset a device that does not respond for some seconds, so no piece has much more than
 * `workPerSubmit` multiply-adds.
 */
export function recorder(tfjs: WebGPUBackend, workPerSubmit: number): Recorder {
  const { device, bufferManager } = tfjs;
  let encoder: GPUCommandEncoder | undefined;
  let work = 0;
  let uniforms: GPUBuffer[] = [];
  const submit = (): void => {
    if (encoder === undefined) return;
    device.queue.submit([encoder.finish()]);
    // The next user writes to them after this piece has run.
    uniforms.forEach((buffer) => bufferManager.releaseBuffer(buffer));
    [encoder, work, uniforms] = [undefined, 0, []];
  };
  const begin = (): GPUCommandEncoder => {
    tfjs.ensureCommandEncoderReady();
    tfjs.endComputePassEncoder();
    tfjs.submitQueue();
    return device.createCommandEncoder();
  };
  return {
    submit,
    clear: (buffer) => {
      encoder ??= begin();
      encoder.clearBuffer(buffer);
    },
    add: ({ pipeline, params, bindings, workgroups, work: more }) => {
      if (work + more > workPerSubmit) submit();
      encoder ??= begin();
      work += more;
      const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
      const uniform = bufferManager.acquireBuffer(params.byteLength, usage);
      uniforms.push(uniform);
      device.queue.writeBuffer(uniform, 0, params);
      const entries = [{ buffer: uniform }, ...bindings].map((resource, binding) => ({ binding, resource }));
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
      pass.dispatchWorkgroups(...workgroups);
      pass.end();
    },
  };
}
