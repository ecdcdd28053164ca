/**
 * Lets the event loop take its other tasks: clicks, frames, timers, requests.
 *
 * A message, not a timer: browsers make timers wait, in a background tab for a second.
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
