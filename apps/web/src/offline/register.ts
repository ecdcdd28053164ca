/** Caches the page for offline use. If that fails, the page still works online. */
export function worksOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker.register("./service-worker.js").catch(() => undefined);
  };
  // Load what is needed now before what is only cached.
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
