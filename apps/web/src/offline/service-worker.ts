/*
 * Caches the built files, so that the page works offline after the first visit. Also isolates the page from
 * other origins on hosts that cannot send headers, so that threads can share memory.
 */

/** The part of a service worker's global scope used here. TypeScript's types for it exclude the DOM. */
interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
}
interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** The files of this version; inserted by the build. */
declare const OFFLINE: { readonly version: string; readonly files: readonly string[] };

const scope: Scope = globalThis as Scope & typeof globalThis;
/**
 * The same name as in `shared-photos.ts`. A service worker in one file cannot share a module with the page.
 */
const SHARED = "shared-photos";
const PREFIX = "genericdp-";
const NAME: string = `${PREFIX}${OFFLINE.version}`;

scope.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(NAME)
      .then((cache) => cache.addAll(OFFLINE.files.map((file) => new Request(file, { cache: "reload" })))),
  );
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(removeOthers().then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "POST" && url === new URL("share", scope.location.href).href) {
    return event.respondWith(receive(event.request));
  }
  if (method === "GET" && new URL(url).origin === scope.location.origin)
    event.respondWith(answer(event.request));
});

/** Stores photos that another app shared until the page opens and takes them. */
async function receive(request: Request): Promise<Response> {
  const files = (await request.formData()).getAll("photos").filter((part) => part instanceof File);
  const cache = await caches.open(SHARED);
  for (const [i, file] of files.entries()) {
    const headers = { "content-type": file.type, "x-name": encodeURIComponent(file.name) };
    await cache.put(`./${SHARED}/${i}`, new Response(file, { headers }));
  }
  return Response.redirect("./?shared", 303);
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  // Otherwise files from servers that vary by origin would not match.
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept) return isolated(kept);
  const response = await fetch(request);
  // Caches on demand what not everybody needs: the sample, code for GPUs, further models.
  if (response.ok && new URL(request.url).pathname.includes("/assets/"))
    await cache.put(request, response.clone());
  return isolated(response);
}

/** Adds the headers that let a page share memory between threads. */
function isolated(response: Response): Response {
  const { body, status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-embedder-policy", "require-corp");
  return new Response(body, { status, statusText, headers });
}

async function removeOthers(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.map((name) => caches.delete(name)));
}
