import { fileURLToPath } from "node:url";

/** @throws Error with more than Node says where that is too little; whatever the module throws as it is. */
export async function importModule(url: string): Promise<object> {
  try {
    return await import(url);
  } catch (cause) {
    throw importProblem(url, cause, process.version);
  }
}

/** What is wrong with a module that Node, of some version, does not import. */
export function importProblem(url: string, cause: unknown, version: string): unknown {
  if (!(cause instanceof Error) || !url.startsWith("file:")) return cause;
  if (cause instanceof SyntaxError) {
    return new Error(`${cause.message} (node ${fileURLToPath(url)} tells where)`, { cause });
  }
  if ("code" in cause && cause.code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.m?ts$/.test(url)) {
    const message = `expected JavaScript: Node supports TypeScript from 22.18 on, and this is ${version}`;
    return new Error(message, { cause });
  }
  return cause;
}
