/** The peak rates of a device. */
export interface GpuLimits {
  /** Float32 multiply-adds per second. */
  readonly multiplyAdds: number;
  /** Bytes read and written per second when copying within the device's memory. */
  readonly bytes: number;
}

const GROUP = 64;
/** Chains of multiply-adds per thread, each on four numbers: enough to hide the latency. */
const CHAINS = 8;
const STEPS = 512;

const chains = (write: (name: string, i: number) => string, between: string): string =>
  Array.from({ length: CHAINS }, (_, i) => write(`s${i}`, i)).join(between);

const SHADER = `
@group(0) @binding(0) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(${GROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let start = f32(id.x) * 1e-6;
  let factor = vec4<f32>(0.999 + start);
  ${chains((s, i) => `var ${s} = vec4<f32>(start + ${i}.0);`, "\n  ")}
  for (var step = 0u; step < ${STEPS}u; step++) {
    ${chains((s) => `${s} = fma(${s}, factor, vec4<f32>(start));`, "\n    ")}
  }
  let total = ${chains((s) => s, " + ")};
  out[id.x] = total.x + total.y + total.z + total.w;
}`;

/** Measures a device by wall-clock time: the best of several runs of about `work` multiply-adds each. */
export async function gpuLimits(device: GPUDevice, work: number): Promise<GpuLimits> {
  const perGroup = GROUP * CHAINS * 4 * STEPS;
  const groups = Math.max(1, Math.min(65_535, Math.round(work / perGroup)));
  const out = device.createBuffer({ size: 4 * GROUP * groups, usage: GPUBufferUsage.STORAGE });
  const module = device.createShaderModule({ code: SHADER });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module, entryPoint: "main" } });
  const layout = pipeline.getBindGroupLayout(0);
  const bindings = device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer: out } }] });
  const multiply = await fastest(device, (encoder) => {
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(groups);
    pass.end();
  });
  out.destroy();

  const size = Math.min(device.limits.maxBufferSize, 2 ** 28);
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [device.createBuffer({ size, usage }), device.createBuffer({ size, usage })];
  const copies = 8;
  const copy = await fastest(device, (encoder) => {
    for (let i = 0; i < copies; i++) encoder.copyBufferToBuffer(from, 0, to, 0, size);
  });
  from.destroy();
  to.destroy();
  return { multiplyAdds: (perGroup * groups) / multiply, bytes: (2 * copies * size) / copy };
}

/** The shortest time of several runs, in seconds. */
async function fastest(device: GPUDevice, record: (encoder: GPUCommandEncoder) => void): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < 5; run++) {
    const encoder = device.createCommandEncoder();
    record(encoder);
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    best = Math.min(best, (performance.now() - start) / 1e3);
  }
  return best;
}
