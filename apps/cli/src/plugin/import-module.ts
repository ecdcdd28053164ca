import { fileURLToPath } from "node:url";

/** @throws Error with a better message than Node's if necessary; errors of the module unchanged. */
export async function importModule(url: string): Promise<object> {
  try {
    return await import(url);
  } catch (cause) {
    throw importProblem(url, cause, process.version);
  }
}

/** The reason why a version of Node cannot import a module. */
export function importProblem(url: string, cause: unknown, version: string): unknown {
  if (!(cause instanceof Error) || !url.startsWith("file:")) return cause;
  if (cause instanceof SyntaxError) {
    return new Error(`${cause.message} (run node ${fileURLToPath(url)} to see where)`, { cause });
  }
  if ("code" in cause && cause.code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.m?ts$/.test(url)) {
    const message = `expected JavaScript: Node supports TypeScript from 22.18 on, and this is ${version}`;
    return new Error(message, { cause });
  }
  return cause;
}
