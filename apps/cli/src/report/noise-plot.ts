import type { PhotoNoise } from "genericdp";
import { lineChart } from "./line-chart.ts";
import { STYLE } from "./style.ts";

const PLANES = ["intensity", "red–blue", "green–magenta"];

/** An SVG plot of the noise's standard deviation over brightness, for every plane. */
export function noisePlot(title: string, { planes }: PhotoNoise): string {
  const series = planes.map(({ curve }, p) => ({
    name: PLANES[p]!,
    points: curve.map(({ brightness, deviation }) => [brightness, deviation] as const),
  }));
  const chart = lineChart({ title, x: "brightness (gray levels)", series });
  return chart
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(">", `><style>${STYLE}</style><rect width="100%" height="100%" style="fill:var(--page)"/>`);
}
