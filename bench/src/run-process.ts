import { fork } from "node:child_process";
import { once } from "node:events";

/**
 * What a program in a process of its own answers to a message.
 *
 * @param program beside this file.
 * @param what it was to run, for the error where it ends without an answer.
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
