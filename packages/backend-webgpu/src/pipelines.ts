/** The pipelines of a device, created on first use; the same `key` means the same code. */
export function pipelineCache(device: GPUDevice): (key: string, code: () => string) => GPUComputePipeline {
  const pipelines = new Map<string, GPUComputePipeline>();
  return (key, code) => {
    const pipeline =
      pipelines.get(key) ??
      device.createComputePipeline({
        label: key,
        layout: "auto",
        compute: { module: device.createShaderModule({ label: key, code: code() }) },
      });
    pipelines.set(key, pipeline);
    return pipeline;
  };
}
