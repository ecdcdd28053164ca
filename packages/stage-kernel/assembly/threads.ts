import { Stage, Workspace } from "./records";
import { runStrip, stripCount } from "./strip";

/*
 * Threads share one memory and take the strips of a stage from one counter until none is left. Its lower half is the
 * number of strips left; its upper half is a number that differs from stage to stage, so that a thread that wakes up
 * late cannot mistake a strip of one stage for a strip of the next. The record of the stage does not change before all
 * its strips are done.
 *
 * No one waits for a thread that never started, because the thread that publishes a stage also works on it. It also
 * does the strip of a thread that failed.
 */
@unmanaged
class Control {
  /** (number of the stage << 16) | strips that no thread has taken. */
  open: i32;
  /** Strips that are not done. */
  undone: i32;
  stage: usize;
  /** One for each thread. */
  workspaces: usize;
  // Followed, for each thread, by the number of strips that were left when it took one; 0 when it is done with it.
}

// @ts-ignore: decorator
@inline
function handOf(control: usize, thread: i32): usize {
  return control + offsetof<Control>() + (<usize>thread << 2);
}

/** Opens a stage to all threads, and wakes them. */
export function publish(control: usize, stage: usize, workspaces: usize): void {
  const record = changetype<Control>(control);
  const strips = stripCount(changetype<Stage>(stage));
  record.stage = stage;
  record.workspaces = workspaces;
  atomic.store<i32>(control + offsetof<Control>("undone"), strips);
  const number = (atomic.load<i32>(control) >>> 16) + 1;
  atomic.store<i32>(control, (number << 16) | strips);
  atomic.notify(control, -1);
}

/** Works on the open stage as thread number `thread`, until no strip of it is left. */
export function workOn(control: usize, thread: i32): void {
  const record = changetype<Control>(control);
  const undone = control + offsetof<Control>("undone");
  for (;;) {
    const seen = atomic.load<i32>(control);
    const left = seen & 0xffff;
    if (left == 0) return;
    if (atomic.cmpxchg<i32>(control, seen, seen - 1) != seen) continue;
    store<i32>(handOf(control, thread), left);
    runTaken(record, left, thread);
    store<i32>(handOf(control, thread), 0);
    if (atomic.sub<i32>(undone, 1) == 1) atomic.notify(undone, -1);
  }
}

function runTaken(record: Control, left: i32, thread: i32): void {
  const room = record.workspaces + <usize>thread * offsetof<Workspace>();
  runStrip(changetype<Stage>(record.stage), left - 1, changetype<Workspace>(room));
}

/** The last call of a thread that failed: no one waits any longer for the strip that it had taken. */
export function abandon(control: usize, thread: i32): void {
  if (load<i32>(handOf(control, thread)) == 0) return;
  const undone = control + offsetof<Control>("undone");
  if (atomic.sub<i32>(undone, 1) == 1) atomic.notify(undone, -1);
}

/** The loop of a thread: it sleeps until a stage is opened, helps with it, and so on forever. */
export function helpWith(control: usize, thread: i32): void {
  for (;;) {
    workOn(control, thread);
    const seen = atomic.load<i32>(control);
    if ((seen & 0xffff) == 0) atomic.wait<i32>(control, seen, -1);
  }
}

/**
 * Returns when every strip is done or abandoned. The main thread of a page may not sleep, so it spins until the others
 * have finished the strips that they have started.
 */
export function awaitStage(control: usize, maySleep: bool): void {
  const undone = control + offsetof<Control>("undone");
  for (;;) {
    const left = atomic.load<i32>(undone);
    if (left == 0) return;
    if (maySleep) atomic.wait<i32>(undone, left, -1);
  }
}

/** Processes, as thread 0, the strips that the `threads - 1` others have abandoned. */
export function finishAbandoned(control: usize, threads: i32): void {
  for (let thread = 1; thread < threads; thread++) {
    const left = load<i32>(handOf(control, thread));
    if (left == 0) continue;
    store<i32>(handOf(control, thread), 0);
    runTaken(changetype<Control>(control), left, 0);
  }
}
