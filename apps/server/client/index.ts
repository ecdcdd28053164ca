import createClient from "openapi-fetch";
import type { Client } from "openapi-fetch";
import type { paths } from "./generated/paths.ts";

/**
 * A client of the service, typed by its OpenAPI document.
 *
 * @param baseUrl the service's address, such as `http://localhost:8080`.
 * @param key an API key, if the service requires one.
 */
export function serverClient(baseUrl: string, key?: string): Client<paths> {
  return createClient<paths>({
    baseUrl,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    // Images, with other files and options if any, are sent as a form. Only keys of stored files are sent as
    // JSON.
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
