/** The pipelines of each device by their code. All backends on a device share them: compiling takes long. */
const compiled = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** The pipelines of a device, created on first use; the same `key` means the same code. */
export function pipelineCache(device: GPUDevice): (key: string, code: () => string) => GPUComputePipeline {
  const pipelines = new Map<string, GPUComputePipeline>();
  return (key, code) => {
    const pipeline = pipelines.get(key) ?? compile(device, key, code());
    pipelines.set(key, pipeline);
    return pipeline;
  };
}

function compile(device: GPUDevice, label: string, code: string): GPUComputePipeline {
  const pipelines = compiled.get(device) ?? new Map<string, GPUComputePipeline>();
  compiled.set(device, pipelines);
  const pipeline =
    pipelines.get(code) ??
    device.createComputePipeline({
      label,
      layout: "auto",
      compute: { module: device.createShaderModule({ label, code }) },
    });
  pipelines.set(code, pipeline);
  return pipeline;
}
