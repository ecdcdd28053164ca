/** Replaces the worker of `genericdp`, because the app has its own. */
export function packagedWorker(): never {
  throw new Error("packagedWorker: expected the app's own worker to be used");
}
