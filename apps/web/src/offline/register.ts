/** Keeps the page for when there is no connection; where that fails, it is there with one. */
export function worksOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker.register("./service-worker.js").catch(() => undefined);
  };
  // What is kept is loaded after what is needed now.
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
