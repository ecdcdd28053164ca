/** What something is, for an error message: "undefined", "Array", "Uint8Array", "HTMLCanvasElement". */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return Object.prototype.toString.call(value).slice(8, -1);
}
