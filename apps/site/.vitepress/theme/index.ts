import theme from "vitepress/theme-without-fonts";
import type { Theme } from "vitepress";
import { liveExample } from "./live-example.ts";
import "uplot/dist/uPlot.min.css";
import "./site.css";

const site: Theme = {
  extends: theme,
  enhanceApp: ({ app }) => {
    app.component("LiveExample", liveExample);
  },
};

export default site;
