import type { Page } from "@genericdp/chromium";

/** Said on the page's console once a device is gone. */
export const BROKEN = "the device is destroyed";

/**
 * Makes the workers of a page lose their GPU in the midst of the first restoration, once this share of it is
 * done; call it before the page opens a photo. Until then the GPU seems the fastest.
 */
export async function breakGpu(page: Page, share: number): Promise<void> {
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const prelude = `(${breakWorkersGpu.toString()})(${JSON.stringify([share, BROKEN])});`;
    await route.fulfill({ response, body: prelude + (await response.text()) });
  });
}

/** Runs in a worker, on its own: what it needs must be within. */
function breakWorkersGpu([share, word]: [number, string]): void {
  let device: GPUDevice | undefined;
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    return (device = await request.apply(this, given));
  };
  const scope = globalThis as { postMessage(message: unknown, options: object): void };
  const post = scope.postMessage.bind(scope);
  scope.postMessage = (message, options) => {
    const { type, fraction = 0 } = message as { type?: string; fraction?: number };
    if (type === "progress" && fraction >= share && device) {
      device.destroy();
      device = undefined;
      console.info(word);
    }
    post(message, options);
  };
  // A clock that goes faster and faster: who runs first, the GPU, seems to take the least time.
  let tick = 1;
  performance.now = () => (tick *= 2);
}
