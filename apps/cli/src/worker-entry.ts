/** The module that a training worker starts from: a source where this is one, else part of the bundle. */
export const workerEntry: URL = new URL(
  import.meta.url.endsWith(".ts") ? "train-worker.ts" : "train-worker.js",
  import.meta.url,
);
