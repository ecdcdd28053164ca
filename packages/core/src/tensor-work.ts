import { engine, ready, setBackend } from "@tensorflow/tfjs-core";
import type { KernelBackend } from "@tensorflow/tfjs-core";

/**
 * A computation that shares tfjs with other code: it yields whatever it waits for, and only the code between
 * two waits runs as one piece. It uses {@link waitFor} and is run by {@link runOn}.
 */
export type TensorWork<Result, Item = never> = Generator<Wait | Item, Result, unknown>;

/** A function whose result a computation waits for while other code may run. */
export type Wait = () => unknown;

/** Lets other code use tfjs until `wait` is done, and returns its result or throws its error. */
export function* waitFor<T>(wait: () => T | PromiseLike<T>): TensorWork<T> {
  // The runner passes the result of the wait back.
  return (yield wait) as T;
}

/**
 * Runs a computation on a tfjs backend that has been started. tfjs has one current backend per program: each
 * piece makes `backend` the current one and then restores the previous one, if any. The first piece runs
 * before the call returns, unless tfjs is starting a backend.
 *
 * @throws the errors of the computation; Error if tfjs does not know the backend.
 */
export async function runOn<Result>(backend: string, work: TensorWork<Result>): Promise<Result> {
  const items = iterateOn(backend, work);
  for (;;) {
    const { done, value } = await items.next();
    if (done) return value;
  }
}

/** The same for a computation that also yields items; other code may use tfjs while they are processed. */
export async function* iterateOn<Result, Item extends object = never>(
  backend: string,
  work: TensorWork<Result, Item>,
): AsyncGenerator<Item, Result, void> {
  try {
    let resume = (): IteratorResult<Wait | Item, Result> => work.next();
    for (;;) {
      while (isStarting()) await started();
      const { done, value } = withBackend(backend, resume);
      if (done) return value;
      if (typeof value !== "function") {
        yield value;
        resume = () => work.next();
        continue;
      }
      try {
        const came = await value();
        resume = () => work.next(came);
      } catch (error) {
        resume = () => work.throw(error);
      }
    }
  } finally {
    // The loop was left early, so the tensors of the work are freed.
    work.return(undefined as Result);
  }
}

/** Runs one piece with `backend` as the current backend of tfjs, and restores the previous one. */
export function withBackend<Result>(backend: string, run: () => Result): Result {
  if (engine().backendName === backend) return run();
  const putBack = keepCurrent();
  try {
    makeCurrent(backend);
    return run();
  } finally {
    putBack();
  }
}

/** Remembers the current backend of tfjs, if any, and returns a function that restores it. */
export function keepCurrent(): () => void {
  const { backendName: before } = engine();
  return () => {
    if (engine().backendName === before) return;
    if (engine().registry[before] !== undefined) makeCurrent(before);
    // tfjs has no call for this. Its next op then chooses a backend, as its first one does.
    else Object.assign(engine(), { backendName: before, backendInstance: null });
  };
}

/** The name of the current backend of tfjs; if there is none, tfjs chooses the best one, as before any op. */
export function currentBackend(): string {
  const tfjs = engine();
  // Reading it makes tfjs choose.
  return tfjs.backend && tfjs.backendName;
}

/**
 * Starts a backend that is registered with tfjs without changing the current one. While tfjs itself starts a
 * backend, all ops of the program throw.
 *
 * @throws Error if tfjs does not know the backend; errors of the backend.
 */
export async function startTfjsBackend(name: string): Promise<void> {
  const { registry, registryFactory } = engine();
  while (isStarting()) await started();
  if (registry[name] !== undefined) return;
  const entry = registryFactory[name];
  if (entry === undefined) throw new Error(`tfjs: expected a registered backend, got "${name}"`);
  const { factory } = entry;
  const starting = starts.get(factory) ?? Promise.resolve(factory());
  starts.set(factory, starting);
  try {
    const backend = await starting;
    while (isStarting()) await started();
    // Other code may have started it meanwhile.
    registry[name] ??= backend;
    if (registry[name] !== backend) backend.dispose();
    // If tfjs chose a backend now, it would start this one again.
    entry.factory = () => registry[name] ?? factory();
  } finally {
    starts.delete(factory);
  }
}

/** Starts in progress. */
const starts = new Map<() => unknown, Promise<KernelBackend>>();

/** A class of tfjs's profilers, which it does not export. */
type ProfilerClass = new (timer: KernelBackend) => object;

/** Backends whose kernels are set up. */
const setUp = new WeakSet<KernelBackend>();

function makeCurrent(name: string): void {
  const tfjs = engine();
  const backend = tfjs.registry[name];
  if (backend === undefined) throw new Error(`tfjs: expected backend "${name}" to be started`);
  // The last backend's profiler is private; other versions of tfjs may have none.
  const profiler = Reflect.get(tfjs, "profiler") as { readonly constructor: ProfilerClass } | undefined;
  if (profiler !== undefined && setUp.has(backend)) {
    // What setBackend does, without setting up hundreds of kernels again for each of hundreds of pieces.
    const { constructor: Profiler } = profiler;
    Object.assign(tfjs, { backendName: name, backendInstance: backend, profiler: new Profiler(backend) });
    return;
  }
  // A started backend becomes the current one immediately, before the promise is returned.
  void setBackend(name);
  setUp.add(backend);
}

/** Whether tfjs is starting a backend; until it is ready, all ops throw. */
function isStarting(): boolean {
  // Private, but there is no other way to know.
  return (Reflect.get(engine(), "pendingBackendInit") ?? null) !== null;
}

async function started(): Promise<void> {
  await ready().catch(() => undefined);
}
