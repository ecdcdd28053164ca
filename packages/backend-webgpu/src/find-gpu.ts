import { GpuError } from "./gpu-error.ts";

/** The exports of the npm package "webgpu". */
interface DawnModule {
  create(options: readonly string[]): GPU;
  readonly globals: object;
}

/**
 * Finds the platform's WebGPU. Node has none: there, the npm package "webgpu" provides it, if installed, and
 * its names are defined where tfjs looks for them.
 *
 * @throws GpuError "unavailable" if there is none.
 */
export async function findGpu(): Promise<GPU> {
  const found = globalThis.navigator?.gpu;
  if (found) return found;
  if (typeof globalThis.process?.versions?.node !== "string") {
    const where = globalThis.isSecureContext === false ? "; the page is not from https or localhost" : "";
    throw new GpuError("unavailable", `expected a browser with navigator.gpu, got none${where}`);
  }
  const { create, globals } = await importDawn();
  Object.assign(globalThis, globals);
  const gpu = create([]);
  // Node has no navigator before version 21.
  globalThis.navigator ??= {} as Navigator;
  Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  return gpu;
}

async function importDawn(): Promise<DawnModule> {
  // Not a literal, so that bundlers for browsers do not look for it.
  const name = "webgpu";
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as DawnModule;
  } catch (cause) {
    const message = 'expected the npm package "webgpu", which is what Node has WebGPU from, got none';
    throw new GpuError("unavailable", message, { cause });
  }
}
