import type { Page } from "@genericdp/chromium";

/** Printed on the page's console when a device is lost. */
export const BROKEN = "the device is destroyed";

/**
 * Makes the workers of a page lose their GPU during their second restoration, once this share of it is done.
 * Call it before the page opens a photo. Until then, the GPU seems to be the fastest backend.
 */
export async function breakGpu(page: Page, share: number): Promise<void> {
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const prelude = `(${breakWorkersGpu.toString()})(${JSON.stringify([share, BROKEN])});`;
    await route.fulfill({ response, body: prelude + (await response.text()) });
  });
}

/** Runs in a worker without its surroundings, so it must contain everything that it needs. */
function breakWorkersGpu([share, word]: [number, string]): void {
  let device: GPUDevice | undefined;
  let restored = false;
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    return (device = await request.apply(this, given));
  };
  interface Message {
    readonly type?: string;
    readonly fraction?: number;
    readonly result?: object | number;
  }
  const scope = globalThis as { postMessage(message: unknown, options: object): void };
  const post = scope.postMessage.bind(scope);
  scope.postMessage = (message, options) => {
    const { type, fraction = 0, result } = message as Message;
    if (type === "done" && typeof result === "object" && "data" in result) restored = true;
    if (type === "progress" && restored && fraction >= share && device) {
      device.destroy();
      device = undefined;
      console.info(word);
    }
    post(message, options);
  };
  // The clock accelerates, so that the GPU, which is measured first, seems to take the least time.
  let tick = 1;
  performance.now = () => (tick *= 2);
}
