/** The cache in which the service worker leaves photos that were shared with the installed app. */
const SHARED = "shared-photos";

/** Takes the photos that were shared with the installed app and opened it. Each is returned only once. */
export async function takeSharedPhotos(): Promise<readonly File[]> {
  if (!new URLSearchParams(location.search).has("shared")) return [];
  // Do not open them again after a reload.
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
