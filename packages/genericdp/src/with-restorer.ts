import { restorer } from "./pooled-restorer.ts";
import type { Restorer, RestorerOptions } from "./restorer.ts";

let shared: Restorer | undefined;

/** Runs one call: on the bundled model, which stays ready, or on a model or backend that is let go again. */
export async function withRestorer<Result>(
  { model, backend, inline }: { [Option in keyof RestorerOptions]: RestorerOptions[Option] | undefined },
  run: (session: Restorer) => Promise<Result>,
): Promise<Result> {
  if (model === undefined && backend === undefined && !inline) {
    shared ??= restorer();
    return run(shared);
  }
  const own = restorer({ ...(model && { model }), ...(backend && { backend }), ...(inline && { inline }) });
  try {
    return await run(own);
  } finally {
    own.dispose();
  }
}
