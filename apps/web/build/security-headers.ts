import type { Plugin } from "vite";

/** Nothing from elsewhere, no eval but WebAssembly's own, no inline script or style. */
const POLICY: string = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** What a server of the built files had best send; workers get their policy from here, not from the page. */
export const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Writes the policy into every built page: static hosts rarely let one choose headers. */
export function policyMeta(): Plugin {
  return {
    name: "policy-meta",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "content-security-policy", content: POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}
