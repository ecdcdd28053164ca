import type { Plugin } from "vite";

/** Removes files from the build that the sources refer to but the app never loads. */
export function leaveOut(unused: RegExp): Plugin {
  return {
    name: "leave-out",
    apply: "build",
    generateBundle: (_, bundle) => {
      for (const name of Object.keys(bundle)) {
        if (unused.test(name)) delete bundle[name];
      }
    },
  };
}
