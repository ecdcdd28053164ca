import { restorer } from "./restorer.ts";
import type { Restorer, RestorerOptions } from "./restorer.ts";

let shared: Restorer | undefined;

/** Runs one call: on the bundled model, which stays ready, or on a model or backend that is let go again. */
export async function withRestorer<Result>(
  { model, backend }: { [Option in keyof RestorerOptions]: RestorerOptions[Option] | undefined },
  run: (session: Restorer) => Promise<Result>,
): Promise<Result> {
  if (model === undefined && backend === undefined) {
    shared ??= restorer();
    return run(shared);
  }
  const own = restorer({ ...(model && { model }), ...(backend && { backend }) });
  try {
    return await run(own);
  } finally {
    own.dispose();
  }
}
