import { existsSync } from "node:fs";
import { constants } from "node:os";
import { create, globals } from "webgpu";

/** Where Debian's Chromium keeps a Vulkan loader and a Vulkan that runs on the processor. */
const CHROMIUM = process.env["CHROMIUM_LIBRARIES"] ?? "/usr/lib/chromium";
const LOADER = `${CHROMIUM}/libvulkan.so.1`;
const SWIFTSHADER = `${CHROMIUM}/vk_swiftshader_icd.json`;
/** SwiftShader takes seconds to compile what fills workgroup memory with zeros. */
const SWIFTSHADER_OPTIONS = "enable-dawn-features=disable_workgroup_init";
/** Of dlopen: what was loaded stays. */
const RTLD_NODELETE = 0x1000;

/** What Node's tests run on, or why they cannot. */
export type NodeGpu =
  | { readonly adapter: string; readonly unavailable: undefined }
  | { readonly adapter: undefined; readonly unavailable: string };

/** Gives this process a navigator.gpu: the machine's GPU where it has one, else SwiftShader. */
export async function nodeGpu(): Promise<NodeGpu> {
  Object.assign(globalThis, globals);
  const adapter = (mayHaveGpu() ? await place([]) : undefined) ?? (await placeSwiftShader());
  if (adapter !== undefined) return { adapter, unavailable: undefined };
  return { adapter, unavailable: `Node has no WebGPU adapter here, neither a GPU nor ${SWIFTSHADER}` };
}

/** Dawn writes a warning where it looks for a GPU in vain. */
function mayHaveGpu(): boolean {
  return process.platform !== "linux" || ["/dev/dri", "/dev/nvidia0"].some((path) => existsSync(path));
}

async function placeSwiftShader(): Promise<string | undefined> {
  if (!existsSync(LOADER) || !existsSync(SWIFTSHADER)) return undefined;
  process.env["VK_ICD_FILENAMES"] = SWIFTSHADER;
  try {
    // Dawn asks for the loader by its bare name and gets what is loaded already.
    process.dlopen({ exports: {} }, LOADER, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch {
    // It is no module of Node; but it is loaded.
  }
  return place([SWIFTSHADER_OPTIONS]);
}

/** The name of the adapter, which navigator.gpu now gives. */
async function place(options: string[]): Promise<string | undefined> {
  const gpu = create(options);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) return undefined;
  Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter(Boolean).join(" ");
}
