import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { Band } from "../pass.ts";
import { pipelineCache } from "../pipelines.ts";
import { cutBands, fitsLimits } from "../plan-bands.ts";
import type { BandLimits } from "../plan-bands.ts";
import { recorder } from "../recorder.ts";
import type { Dispatch } from "../recorder.ts";
import { packGrid } from "../shader/grid-params.ts";
import { gridWindows, tilesOf } from "./grid-pass.ts";
import type { GridPass, GridShape } from "./grid-pass.ts";

/** Runs the passes of a gradient over tfjs's tensors. */
export interface GridKernel {
  /** The dispatches of a pass of this shape. */
  cut(shape: GridShape): Band[];
  run(passes: readonly GridPass[]): void;
}

export function gridKernel(tfjs: WebGPUBackend, limits: BandLimits): GridKernel {
  const pipelineOf = pipelineCache(tfjs.device);

  const cut = (shape: GridShape): Band[] =>
    cutBands({
      ...shape,
      bindingBytes: limits.bindingBytes,
      fits: (band) =>
        fitsLimits(band, tilesOf(shape, band) * shape.work, limits, (alignment) => [
          ...gridWindows(shape, band, alignment).values(),
        ]),
    });

  const bufferOf = ({ dataId }: { readonly dataId: object }): GPUBuffer =>
    tfjs.tensorMap.get(dataId).resource as GPUBuffer;

  const dispatchOf = (pass: GridPass, band: Band, index: number): Dispatch => {
    const { bindings, buffers, params, tileColumns, strips } = pass;
    const windows = gridWindows(pass, band, limits.alignment / 4);
    const tiles = tilesOf(pass, band);
    const { sample, samples, tileRow, tileRows } = band;
    const own = { sample, tileRow, tileRows, tileColumns, tiles };
    const dealt = strips && { strips: strips.count, slot: index * strips.count };
    return {
      pipeline: pipelineOf(pass.key, pass.code),
      params: packGrid(
        { ...params, ...own, ...dealt },
        bindings.map(({ name }) => windows.get(name)?.start ?? 0),
      ),
      bindings: bindings.map(({ name }) => {
        const buffer = bufferOf(buffers[name]!.tensor);
        const window = windows.get(name);
        return window ? { buffer, offset: 4 * window.start, size: 4 * window.length } : { buffer };
      }),
      workgroups: strips ? [strips.count, strips.groups, 1] : [tileColumns, tileRows, samples],
      work: tiles * pass.work,
    };
  };

  return {
    cut,
    run: (passes) => {
      const planned = passes.map((pass) => ({ pass, bands: cut(pass) }));
      // What tfjs uploads must be recorded before the first dispatch.
      for (const { buffers } of passes) {
        for (const { tensor } of Object.values(buffers)) tfjs.uploadToGPU(tensor.dataId);
      }
      const { add, clear, submit } = recorder(tfjs, limits.work);
      for (const { pass, bands } of planned) {
        if (pass.cleared) clear(bufferOf(pass.cleared));
        bands.forEach((band, i) => add(dispatchOf(pass, band, i)));
      }
      submit();
    },
  };
}
