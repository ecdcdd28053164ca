import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { gridKernel } from "./gradient/grid-kernel.ts";
import type { GridKernel } from "./gradient/grid-kernel.ts";
import { GpuError } from "./gpu-error.ts";
import { gridOf } from "./pass.ts";
import type { Band, Pass } from "./pass.ts";
import { pipelineCache } from "./pipelines.ts";
import { bandWork, planBands } from "./plan-bands.ts";
import { recorder } from "./recorder.ts";
import type { Dispatch } from "./recorder.ts";
import { packParams } from "./shader/params.ts";
import type { GradientVariant } from "./shader/gradient-parts.ts";
import { chooseGradientTiles, chooseTile } from "./shader/tile.ts";
import type { GradientTiles, Tile } from "./shader/tile.ts";
import { bufferNames } from "./shader/variant.ts";
import type { ShaderVariant } from "./shader/variant.ts";
import { writeShader } from "./shader/write-shader.ts";
import { bandWindows } from "./windows.ts";

/** Runs passes of fused shaders over tfjs's tensors. */
export interface GpuKernel {
  /** Whether the stage keeps responses as float16. */
  readonly halves: boolean;
  /** Whether filters of this size fit into workgroup memory. */
  holds(variant: ShaderVariant): boolean;
  /** The tiles of a gradient; undefined if filters of this size do not fit into workgroup memory. */
  gradientTiles(variant: GradientVariant): GradientTiles | undefined;
  /** Runs the passes of gradients. */
  readonly grid: GridKernel;
  /** A float32 tensor of undefined content. */
  allocate(shape: readonly number[]): TensorInfo;
  /**
   * Runs the passes one after the other, then frees `temporary` tensors, and on failure `result` too.
   *
   * @returns `result`.
   */
  run(passes: readonly Pass[], result: TensorInfo, temporary?: readonly TensorInfo[]): TensorInfo;
}

export interface GpuKernelOptions {
  /** Bytes of a buffer that a dispatch may bind. Default: the limit of the device. */
  readonly bindingBytes?: number | undefined;
  /** Multiply-adds submitted to the device at a time. */
  readonly workPerSubmit?: number | undefined;
  /** Whether responses are kept as float16. Default: false. */
  readonly halves?: boolean;
}

/** What every device grants: with more, fewer workgroups would run in parallel. */
const WORKGROUP_MEMORY = 16_384;
/** A fraction of a second on a phone. */
const WORK_PER_SUBMIT = 2e10;

export function gpuKernel(
  tfjs: WebGPUBackend,
  { bindingBytes = Infinity, workPerSubmit = WORK_PER_SUBMIT, halves = false }: GpuKernelOptions = {},
): GpuKernel {
  const { device } = tfjs;
  const { maxStorageBufferBindingSize, maxBufferSize, minStorageBufferOffsetAlignment } = device.limits;
  const limits = {
    bindingBytes: Math.min(bindingBytes, maxStorageBufferBindingSize),
    alignment: minStorageBufferOffsetAlignment,
    work: workPerSubmit,
  };
  const pipelineOf = pipelineCache(device);

  const dispatchOf = (pass: Pass, tile: Tile, band: Band): Dispatch => {
    const { variant, tensors, height, width, block, count, nodes, radius } = pass;
    const { rows, columns } = gridOf(pass);
    const windows = bandWindows(pass, tile, band, limits.alignment / 4);
    const starts = Object.fromEntries(
      (["x", "observation", "gain", "coarser", "out"] as const).map((name) => [
        name,
        windows[name]?.start ?? 0,
      ]),
    ) as Record<"x" | "observation" | "gain" | "coarser" | "out", number>;
    const pieces = nodes - 1;
    return {
      pipeline: pipelineOf(JSON.stringify(variant), () => writeShader(variant, tile)),
      params: packParams({
        height,
        width,
        rows,
        columns,
        block,
        count,
        nodes,
        sample: band.sample,
        tileRow: band.tileRow,
        xStart: starts.x,
        observationStart: starts.observation,
        gainStart: starts.gain,
        coarserStart: starts.coarser,
        outStart: starts.out,
        perResponse: pieces / (2 * radius),
        middle: pieces / 2,
      }),
      bindings: bufferNames(variant).map((name) => {
        const buffer = tfjs.tensorMap.get(tensors[name]!.dataId).resource as GPUBuffer;
        const window = windows[name];
        return window ? { buffer, offset: 4 * window.start, size: 4 * window.length } : { buffer };
      }),
      workgroups: [Math.ceil(columns / tile.outputs), band.tileRows, band.samples],
      work: bandWork(pass, tile, band),
    };
  };

  return {
    halves,
    holds: (variant) => tileOf(variant) !== undefined,
    gradientTiles: (variant) => chooseGradientTiles(variant, WORKGROUP_MEMORY),
    grid: gridKernel(tfjs, limits),
    allocate: (shape) => {
      const bytes = 4 * shape.reduce((product, side) => product * side, 1);
      if (bytes > maxBufferSize) {
        const most = `${maxBufferSize} bytes, the largest buffer of this device`;
        throw new GpuError("out-of-memory", `expected images of at most ${most}, got ${bytes}`);
      }
      const info = tfjs.makeTensorInfo([...shape], "float32");
      tfjs.uploadToGPU(info.dataId);
      return info;
    },
    run: (passes, result, temporary = []) => {
      try {
        const planned = passes.map((pass) => {
          const tile = tileOf(pass.variant)!;
          return { pass, tile, bands: planBands(pass, tile, limits) };
        });
        // What tfjs uploads must be recorded before the first dispatch.
        for (const { tensors } of passes) {
          for (const { dataId } of Object.values(tensors)) tfjs.uploadToGPU(dataId);
        }
        const { add, submit } = recorder(tfjs, workPerSubmit);
        for (const { pass, tile, bands } of planned) {
          for (const band of bands) add(dispatchOf(pass, tile, band));
        }
        submit();
        return result;
      } catch (error) {
        tfjs.disposeData(result.dataId);
        throw error;
      } finally {
        for (const { dataId } of temporary) tfjs.disposeData(dataId);
      }
    },
  };
}

function tileOf({ size, gains, output, halves }: ShaderVariant): Tile | undefined {
  return chooseTile({ size, gains, synthesis: output === "gainMap", halves }, WORKGROUP_MEMORY);
}
