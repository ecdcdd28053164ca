import { Stage, Workspace } from "./records";
import { runStrip, stripCount } from "./strip";

/*
 * Threads share one memory and take the strips of a stage off one counter until none is left. It holds the
 * number of strips that are left in its lower half and, in its upper half, a number that is another for each
 * stage: who wakes up late cannot take a strip of one stage for a strip of the next. The stage's record does
 * not change before all its strips are done.
 *
 * Nobody waits for a thread that never started: the one that publishes a stage works on it as well. What a
 * thread had in hand when it failed is done by that one, too.
 */
@unmanaged
class Control {
  /** (stage's number << 16) | strips that nobody has taken. */
  open: i32;
  /** Strips that are not done. */
  undone: i32;
  stage: usize;
  /** One for each thread. */
  workspaces: usize;
  // There follows, for each thread, the number of strips that were left when it took one; 0 when that is done.
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

/** Works on the stage that is open, as thread `thread`, until no strip of it is left. */
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

/** The last of a thread that failed: nobody waits any longer for the strip that it has in hand. */
export function abandon(control: usize, thread: i32): void {
  if (load<i32>(handOf(control, thread)) == 0) return;
  const undone = control + offsetof<Control>("undone");
  if (atomic.sub<i32>(undone, 1) == 1) atomic.notify(undone, -1);
}

/** A thread's whole life: sleeps until a stage is opened, helps with it, and so on for ever. */
export function helpWith(control: usize, thread: i32): void {
  for (;;) {
    workOn(control, thread);
    const seen = atomic.load<i32>(control);
    if ((seen & 0xffff) == 0) atomic.wait<i32>(control, seen, -1);
  }
}

/**
 * Returns when every strip is done or abandoned. The main thread of a page may not sleep: it goes round, for as
 * long as the others take to end the strip that they have begun.
 */
export function awaitStage(control: usize, maySleep: bool): void {
  const undone = control + offsetof<Control>("undone");
  for (;;) {
    const left = atomic.load<i32>(undone);
    if (left == 0) return;
    if (maySleep) atomic.wait<i32>(undone, left, -1);
  }
}

/** Does, as thread 0, what the `threads - 1` others have abandoned. */
export function finishAbandoned(control: usize, threads: i32): void {
  for (let thread = 1; thread < threads; thread++) {
    const left = load<i32>(handOf(control, thread));
    if (left == 0) continue;
    store<i32>(handOf(control, thread), 0);
    runTaken(changetype<Control>(control), left, 0);
  }
}
