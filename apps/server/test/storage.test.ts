import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBucket } from "../src/storage/bucket.ts";
import { openStorage } from "../src/storage/storage.ts";
import type { FileStorage } from "../src/storage/storage.ts";
import { startBucket } from "./own-bucket.ts";
import type { OwnBucket } from "./own-bucket.ts";

let folder: string;
let bucket: OwnBucket;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-storage-"));
  bucket = await startBucket();
});
afterAll(async () => {
  bucket.close();
  await rm(folder, { recursive: true });
});
const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);

describe.each([
  ["a folder", (): FileStorage => openStorage(folder)],
  ["a bucket", (): FileStorage => openStorage(bucket.address, bucket.env)],
])("%s as storage", (_, open) => {
  it("returns what was stored, and nothing else", async () => {
    const storage = open();
    for (const part of [bytes.subarray(1), bytes.subarray(0, 9)]) {
      await storage.put("out/abc", part);
      expect(new Uint8Array((await storage.get("out/abc"))!)).toEqual(part);
    }
    expect([await storage.has("out/abc"), await storage.has("out/none")]).toEqual([true, false]);
    expect(await storage.get("out/none")).toBe(undefined);
  });
});

describe("a folder as storage", () => {
  it("has a file completely or not at all", async () => {
    const storage = openStorage(folder);
    await storage.put("in/old", bytes);
    // A folder is in the way: the temporary file next to it must be removed.
    await storage.put("in/taken/x", bytes);
    await expect(storage.put("in/taken", bytes)).rejects.toThrow("expected a file");
    expect(await readdir(join(folder, "in"))).toEqual(["old", "taken"]);
    await writeFile(join(folder, "file"), "");
    await expect(storage.put("file/x", bytes)).rejects.toThrow("EEXIST");
    expect(new Uint8Array(await readFile(join(folder, "in/old")))).toEqual(bytes);
  });
});

describe("a bucket", () => {
  it("is written below its prefix, with signed requests", async () => {
    const [place, query] = bucket.address.split("?");
    bucket.requests.length = 0;
    await openStorage(`${place}/my photos?${query}`, bucket.env).put("out/ä", bytes);
    expect([...bucket.files.keys()]).toContain("my photos/out/ä");
    expect(bucket.requests).toEqual([
      expect.stringMatching(
        /^PUT \/photos\/my%20photos\/out\/%C3%A4 AWS4-HMAC-SHA256 Credential=me\/.*\/here\/s3\//,
      ),
    ]);
  });

  it("is listed completely, whatever its keys, page by page on demand", async () => {
    const [place, query] = bucket.address.split("?");
    const photos = openBucket(new URL(`${place}/list?${query}`), bucket.env);
    const keys = ["a b", "a+b", "100%", "%20", "<&>\"'", "ü/ö", "new\nline", " edge ", "007", "1e3"];
    for (const key of keys) await photos.put(key, bytes.subarray(0, key.length));
    const found: string[] = [];
    bucket.requests.length = 0;
    for await (const { key, bytes: size } of photos.list()) {
      found.push(key);
      expect(size).toBe(key.length);
      expect(bucket.requests).toHaveLength(Math.ceil(found.length / 3));
    }
    expect(found.toSorted()).toEqual(keys.toSorted());
    for (const key of keys) expect(await photos.get(key)).toEqual(bytes.slice(0, key.length));
  });

  it("reports what is wrong", async () => {
    const away = openBucket(new URL(bucket.address.replace("photos", "other")), bucket.env);
    await expect(away.list().next()).rejects.toThrow("there is no bucket s3://other");
  });
});

it("is a folder or a bucket, not any other address", () => {
  for (const bad of ["http://example.org", "s3://", "ftp://host/x"]) {
    expect(() => openStorage(bad, {})).toThrow("expected a folder or s3://BUCKET");
  }
  expect(() => openStorage("s3://photos", {})).toThrow("AWS_ACCESS_KEY_ID");
});
