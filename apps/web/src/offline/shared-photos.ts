/** Where the service worker leaves photos that were shared with the installed app. */
const SHARED = "shared-photos";

/** Photos that were shared with the installed app and brought it here; each is taken once. */
export async function takeSharedPhotos(): Promise<readonly File[]> {
  if (!new URLSearchParams(location.search).has("shared")) return [];
  // A reload does not open them again.
  history.replaceState(null, "", "./");
  const cache = await caches.open(SHARED);
  const files = await Promise.all(
    (await cache.keys()).map(async (request) => {
      const response = await cache.match(request);
      await cache.delete(request);
      const blob = await response!.blob();
      const name = decodeURIComponent(response!.headers.get("x-name") ?? "photo");
      return new File([blob], name, { type: blob.type });
    }),
  );
  return files;
}
