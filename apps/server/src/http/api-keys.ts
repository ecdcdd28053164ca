import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Returns the owner of a key, or undefined for an unknown key. */
export type ApiKeys = (key: string) => string | undefined;

const LINE = /^sha256:([0-9a-f]{64})(?:\s+(\S.*))?$/;

/**
 * API keys by their hashes, from lines `sha256:HEX NAME`. Empty lines and lines starting with # are ignored.
 * Each given key is compared with all hashes, in constant time.
 *
 * @throws Error naming the invalid line.
 */
export function readApiKeys(text: string): ApiKeys {
  const entries = text.split("\n").flatMap((line, i) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const [, hash, name] = LINE.exec(line.trim()) ?? [];
    if (hash === undefined) throw new Error(`API keys, line ${i + 1}: expected sha256:HEX NAME`);
    return [{ hash: Buffer.from(hash, "hex"), name: name ?? `key ${i + 1}` }];
  });
  return (key) => {
    const hash = createHash("sha256").update(key).digest();
    let owner: string | undefined;
    for (const entry of entries) if (timingSafeEqual(entry.hash, hash)) owner = entry.name;
    return owner;
  };
}

/** Creates a key, and the line for the file of keys. */
export function newApiKey(name: string): { readonly key: string; readonly line: string } {
  const key = randomBytes(24).toString("base64url");
  return { key, line: `sha256:${createHash("sha256").update(key).digest("hex")} ${name}` };
}
