import { Stage, Workspace } from "./records";
import { runStrip, stripCount } from "./strip";

/*
 * Threads share one memory and take the strips of a stage off one counter until none is left. It holds the
 * number of strips that are left in its lower half and, in its upper half, a number that is another for each
 * stage: who wakes up late cannot take a strip of one stage for a strip of the next. The stage's record does
 * not change before all its strips are done.
 *
 * Nobody waits for a thread that never started: the one that publishes a stage works on it as well.
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
    const room = record.workspaces + <usize>thread * offsetof<Workspace>();
    runStrip(changetype<Stage>(record.stage), left - 1, changetype<Workspace>(room));
    if (atomic.sub<i32>(undone, 1) == 1) atomic.notify(undone, -1);
  }
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
 * Returns when every strip is done. The main thread of a page may not sleep: it goes round, for as long as the
 * others take to end the strip that they have begun.
 */
export function awaitStage(control: usize, maySleep: bool): void {
  const undone = control + offsetof<Control>("undone");
  for (;;) {
    const left = atomic.load<i32>(undone);
    if (left == 0) return;
    if (maySleep) atomic.wait<i32>(undone, left, -1);
  }
}
