/*
 * The program of a thread: it works on the stages in a shared memory until it is terminated from outside.
 * JavaScript, so that the file is the same in the sources and in the package.
 */
const start = async ({ compiled, memory, control, thread }) => {
  const { exports } = await WebAssembly.instantiate(compiled, { env: { memory } });
  // In V8, a memory that grows while it is being sent keeps its former size here, and addresses beyond it
  // cannot be filled: growing by 0 updates the size.
  memory.grow(0);
  try {
    exports.helpWith(control, thread);
  } catch (error) {
    exports.abandon(control, thread);
    throw error;
  }
};

const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
if (node === undefined) globalThis.addEventListener("message", ({ data }) => start(data), { once: true });
else void start(node.workerData);
