import createClient from "openapi-fetch";
import type { Client } from "openapi-fetch";
import type { paths } from "./generated/paths.ts";

/**
 * A client of the service, with the types of its OpenAPI document.
 *
 * @param baseUrl of the service, such as `http://localhost:8080`.
 * @param key an API key, where it asks for one.
 */
export function serverClient(baseUrl: string, key?: string): Client<paths> {
  return createClient<paths>({
    baseUrl,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    // A form takes all: an image alone, one with others, and options. Only keys of files go as JSON.
    bodySerializer: (body: unknown) => {
      if (isStored(body)) return JSON.stringify(body);
      const form = new FormData();
      const parts = body instanceof Blob ? { image: body } : (body as Record<string, unknown>);
      for (const [name, part] of Object.entries(parts)) {
        if (part instanceof Blob) form.append(name, part, name);
        else if (part !== undefined) form.append(name, String(part));
      }
      return form;
    },
  });
}

function isStored(body: unknown): boolean {
  const { image } = body as { readonly image?: unknown };
  return image !== null && typeof image === "object" && "key" in image;
}
