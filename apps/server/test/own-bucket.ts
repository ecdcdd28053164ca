import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { digest } from "../src/bytes.ts";

/** A minimal S3 server with the requests that the server and its batches use. Does not verify signatures. */
export interface OwnBucket {
  /** The address of a bucket `photos`. */
  readonly address: string;
  readonly env: NodeJS.ProcessEnv;
  readonly files: Map<string, Uint8Array>;
  /** Method, path and signature of every request. */
  readonly requests: string[];
  close(): void;
}

/** @param page number of keys in a page of a list. */
export async function startBucket(page = 3): Promise<OwnBucket> {
  const files = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const list = (query: URLSearchParams): string => {
    const prefix = query.get("prefix") ?? "";
    const from = Number(query.get("continuation-token") ?? 0);
    const keys = [...files.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    const contents = keys.slice(from, from + page).map((key) => {
      const name = encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
      const file = files.get(key)!;
      const facts = `<Size>${file.length}</Size><ETag>&quot;${digest(file)}&quot;</ETag>`;
      return `<Contents><Key>${name}</Key>${facts}</Contents>`;
    });
    const more =
      from + page < keys.length ? `<NextContinuationToken>${from + page}</NextContinuationToken>` : "";
    const head = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><EncodingType>url</EncodingType>`;
    return `${head}${contents.join("")}${more}</ListBucketResult>`;
  };
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    requests.push(`${method} ${url} ${headers.authorization}`);
    // As S3 does.
    if (method === "PUT" && headers["content-length"] === undefined) return response.writeHead(411).end();
    const body = Buffer.concat(await request.toArray());
    const { pathname, searchParams } = new URL(url!, "http://bucket");
    if (pathname === "/photos") return response.end(list(searchParams));
    const key = decodeURIComponent(pathname.slice("/photos/".length));
    if (method === "PUT") files.set(key, new Uint8Array(body));
    const found = files.get(key);
    return response.writeHead(found === undefined ? 404 : 200).end(method === "GET" ? found : undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    address: `s3://photos?endpoint=${endpoint}&region=here`,
    env: { AWS_ACCESS_KEY_ID: "me", AWS_SECRET_ACCESS_KEY: "secret" },
    files,
    requests,
    close: () => server.close(),
  };
}
