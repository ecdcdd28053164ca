/** Lets the event loop take its other tasks, among them the one that aborts us. */
export function nextTask(): Promise<void> {
  // A message, not a timer: browsers hold timers back, for a second in a hidden tab.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener(
      "message",
      () => {
        port1.close();
        resolve();
      },
      { once: true },
    );
    port1.start();
    port2.postMessage(null);
  });
}
