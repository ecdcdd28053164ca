/**
 * Lets the event loop run other tasks: clicks, frames, timers, requests.
 *
 * Uses a message instead of a timer, because browsers delay timers, in a background tab by a second.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const done = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", done, { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
