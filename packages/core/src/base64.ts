/** The bytes of a file that is embedded in a module as base64. */
export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  // Uint8Array.from takes 30 times as long.
  return new Uint8Array(text.length).map((_, i) => text.charCodeAt(i));
}
