import { fork } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a program in a child process, sends it a message, and returns its answer.
 *
 * @param program its file name, in this folder.
 * @param what describes the run, for the error if the process ends without an answer.
 */
export async function runProcess<Job extends object, Result>(
  program: string,
  job: Job,
  what: string,
): Promise<Result> {
  const child = fork(new URL(program, import.meta.url));
  const ended = once(child, "exit");
  const answered = once(child, "message");
  child.send(job);
  const [answer] = await Promise.race([
    answered,
    ended.then(([code, by]) => {
      throw new Error(`bench: expected a run ${what}, but it ended with ${code ?? by}`);
    }),
  ]);
  await ended;
  return answer as Result;
}
