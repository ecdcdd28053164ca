import { existsSync } from "node:fs";
import { join } from "node:path";

/** Says what is missing of the `needs` in a folder of data; undefined if nothing is. */
export function missingData(data: string | undefined, needs: readonly string[]): string | undefined {
  const missing = needs.find((path) => data === undefined || !existsSync(join(data, path)));
  if (missing === undefined) return undefined;
  return data === undefined ? "expected a folder of data, got none" : `there is no ${join(data, missing)}`;
}
