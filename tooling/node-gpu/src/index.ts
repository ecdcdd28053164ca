import { existsSync } from "node:fs";
import { constants } from "node:os";
import { create, globals } from "webgpu";

/** Debian's Chromium installs a Vulkan loader and a software Vulkan driver here. */
const CHROMIUM = process.env["CHROMIUM_LIBRARIES"] ?? "/usr/lib/chromium";
const LOADER = `${CHROMIUM}/libvulkan.so.1`;
const SWIFTSHADER = `${CHROMIUM}/vk_swiftshader_icd.json`;
/** SwiftShader takes seconds to compile shaders that zero workgroup memory. */
const SWIFTSHADER_OPTIONS = "enable-dawn-features=disable_workgroup_init";
/** A flag of dlopen that keeps the library loaded. */
const RTLD_NODELETE = 0x1000;

/** The GPU adapter for tests in Node, or why there is none. */
export type NodeGpu =
  | { readonly adapter: string; readonly unavailable: undefined }
  | { readonly adapter: undefined; readonly unavailable: string };

/** Gives this process a navigator.gpu: a real GPU if there is one, otherwise SwiftShader. */
export async function nodeGpu(): Promise<NodeGpu> {
  Object.assign(globalThis, globals);
  const adapter = (mayHaveGpu() ? await place([]) : undefined) ?? (await placeSwiftShader());
  if (adapter !== undefined) return { adapter, unavailable: undefined };
  return { adapter, unavailable: `Node has no WebGPU adapter here, neither a GPU nor ${SWIFTSHADER}` };
}

/** Whether to try a real GPU: Dawn prints a warning if it finds none. */
function mayHaveGpu(): boolean {
  return process.platform !== "linux" || ["/dev/dri", "/dev/nvidia0"].some((path) => existsSync(path));
}

async function placeSwiftShader(): Promise<string | undefined> {
  if (!existsSync(LOADER) || !existsSync(SWIFTSHADER)) return undefined;
  process.env["VK_ICD_FILENAMES"] = SWIFTSHADER;
  try {
    // Dawn opens the loader by its bare file name and gets the copy that is already loaded.
    process.dlopen({ exports: {} }, LOADER, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch {
    // It is not a Node addon, so dlopen throws, but it has been loaded.
  }
  return place([SWIFTSHADER_OPTIONS]);
}

/** Sets navigator.gpu and returns the name of its adapter. */
async function place(options: string[]): Promise<string | undefined> {
  const gpu = create(options);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) return undefined;
  Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter(Boolean).join(" ");
}
