export { escapeHtml } from "./escape-html.ts";
export { chartFile, lineChart } from "./line-chart.ts";
export { curvePlots, filterPictures, influencePlots } from "./model-plots.ts";
export { STYLE } from "./style.ts";
