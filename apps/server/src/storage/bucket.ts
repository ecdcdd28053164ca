import { ReadableStream } from "node:stream/web";
import { AwsClient } from "aws4fetch";
import { XMLParser } from "fast-xml-parser";
import { gatherBytes, slicesOf } from "../bytes.ts";

/** The files in an S3 bucket, or a compatible one, below the prefix of an address. */
export interface Bucket {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** @throws RangeError if the file has more than `most` bytes, before they are downloaded. */
  get(key: string, most?: number): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
  /** All files, in pages of at most a thousand. */
  list(): AsyncGenerator<BucketEntry, void, void>;
}

export interface BucketEntry {
  readonly key: string;
  readonly bytes: number;
  /** Changes with the content. */
  readonly etag: string;
}

interface ListedPage {
  readonly ListBucketResult: {
    readonly Contents?: readonly {
      readonly Key: string;
      readonly Size: string;
      readonly ETag: string;
    }[];
    readonly EncodingType?: string;
    readonly NextContinuationToken?: string;
  };
}

/** @throws Error if the keys are missing in `env`. */
export function openBucket(address: URL, env: NodeJS.ProcessEnv): Bucket {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error("expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for an s3:// storage");
  }
  const region = address.searchParams.get("region") ?? AWS_REGION ?? "us-east-1";
  const endpoint = address.searchParams.get("endpoint") ?? `https://s3.${region}.amazonaws.com`;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3" });
  const base = `${endpoint.replace(/\/$/, "")}/${address.hostname}`;
  const path = decodeURIComponent(address.pathname.slice(1));
  const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
  const xml = new XMLParser({
    isArray: (name) => name === "Contents",
    parseTagValue: false,
    trimValues: false,
  });

  const send = async (url: string, init: RequestInit): Promise<Response | undefined> => {
    const response = await client.fetch(url, init);
    if (response.ok) return response;
    const said = await response.text();
    if (response.status === 404 && !said.includes("NoSuchBucket")) return undefined;
    const [, reason = said.slice(0, 200)] = /<Message>([^<]*)<\/Message>/.exec(said) ?? [];
    throw new Error(`s3://${address.hostname}: ${init.method} was answered by ${response.status} ${reason}`);
  };
  const urlOf = (key: string): string => {
    const names = (prefix + key).split("/");
    // A URL cannot contain these names: they would lead to another key.
    if (names.some((name) => name === "." || name === "..")) {
      throw new Error(`expected a key without the names . and .., got ${key}`);
    }
    return `${base}/${names.map(encodeURIComponent).join("/")}`;
  };
  return {
    put: async (key, bytes) => {
      const headers = { "content-length": String(bytes.length) };
      // Sent as a stream, because fetch would copy a buffer at once. Each attempt needs a new stream.
      const upload: RequestInit & { readonly duplex: "half" } = {
        method: "PUT",
        headers,
        duplex: "half",
        get body() {
          return ReadableStream.from(slicesOf(bytes)) as globalThis.ReadableStream;
        },
      };
      if ((await send(urlOf(key), upload)) === undefined) {
        throw new Error(`there is no bucket s3://${address.hostname}`);
      }
    },
    get: async (key, most = Infinity) => {
      const response = await send(urlOf(key), { method: "GET" });
      if (response === undefined) return undefined;
      if (response.body === null) return new Uint8Array();
      const length = response.headers.get("content-length");
      const expected = length === null ? undefined : Number(length);
      if (expected !== undefined && expected > most) {
        await response.body.cancel();
        throw new RangeError(`expected at most ${most} bytes`);
      }
      return gatherBytes(response.body, expected, most);
    },
    has: async (key) => (await send(urlOf(key), { method: "HEAD" })) !== undefined,
    list: async function* () {
      let next: string | undefined = "";
      while (next !== undefined) {
        const query = new URLSearchParams({
          "list-type": "2",
          // XML cannot represent every character that a key may contain.
          "encoding-type": "url",
          ...(prefix && { prefix }),
          ...(next && { "continuation-token": next }),
        });
        const response = await send(`${base}?${query}`, { method: "GET" });
        if (response === undefined) throw new Error(`there is no bucket s3://${address.hostname}`);
        const { ListBucketResult: page } = xml.parse(await response.text()) as ListedPage;
        const encoded = page.EncodingType === "url";
        for (const { Key, Size, ETag } of page.Contents ?? []) {
          const key = encoded ? decodeURIComponent(Key.replaceAll("+", " ")) : Key;
          yield { key: key.slice(prefix.length), bytes: Number(Size), etag: ETag };
        }
        next = page.NextContinuationToken;
      }
    },
  };
}
