/** Stands in for the worker that comes with `genericdp`: the app has one of its own. */
export function packagedWorker(): never {
  throw new Error("packagedWorker: expected the app's own worker to be used");
}
