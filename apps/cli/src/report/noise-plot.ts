import type { PhotoNoise } from "genericdp";
import { chartFile, lineChart } from "./line-chart.ts";

const PLANES = ["intensity", "red–blue", "green–magenta"];

/** An SVG plot of the noise's standard deviation over brightness, for every plane. */
export function noisePlot(title: string, { planes }: PhotoNoise): string {
  const series = planes.map(({ curve }, p) => ({
    name: PLANES[p]!,
    points: curve.map(({ brightness, deviation }) => [brightness, deviation] as const),
  }));
  return chartFile(lineChart({ title, x: "brightness (gray levels)", series }));
}
