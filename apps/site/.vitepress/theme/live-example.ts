import { defineComponent, h, onMounted, ref } from "vue";
import type { Component } from "vue";

interface Example {
  mount(place: HTMLElement): Promise<void>;
}

/** Loaded only by the page that shows it. */
const EXAMPLES: Readonly<Record<string, () => Promise<Example>>> = {
  denoise: () => import("../../src/live/denoise.ts"),
  operator: () => import("../../src/live/operator.ts"),
  model: () => import("../../src/live/model.ts"),
};

/** `<LiveExample name="denoise" />` in a page: an example that runs in the browser. */
export const liveExample: Component = defineComponent({
  props: { name: { type: String, required: true } },
  setup: ({ name }) => {
    const place = ref<HTMLElement>();
    const failure = ref("");
    onMounted(async () => {
      try {
        const { mount } = await EXAMPLES[name]!();
        await mount(place.value!);
      } catch (error) {
        failure.value = `The example does not run in this browser: ${String(error)}`;
      }
    });
    // A single element whatever its content, so that the built page and the running one match.
    return () =>
      h("div", { class: "live-example" }, [
        h("div", { ref: place, class: ["live", `live-${name}`] }),
        failure.value === "" ? undefined : h("p", failure.value),
      ]);
  },
});
