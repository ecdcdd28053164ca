/*
 * The whole program of a thread: it takes part in the stages of a memory that is not its own, until it is
 * ended from outside. JavaScript, so that the file is the same in the sources and in the package.
 */
const start = async ({ compiled, memory, control, thread }) => {
  const { exports } = await WebAssembly.instantiate(compiled, { env: { memory } });
  // In V8 a memory that grows while it is on its way here keeps its former size, and what lies beyond cannot
  // be filled: growing by nothing brings the size up to date.
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
