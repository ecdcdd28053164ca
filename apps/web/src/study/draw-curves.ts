const [LEFT, RIGHT, TOP, BOTTOM] = [44, 432, 12, 226];

/** Noise levels labelled on the axis. */
const TICKS = [1, 2, 5, 10, 20, 50];

/** Draws one line per stage over the noise level, with logarithmic axes. The chosen stage stands out. */
export function drawCurves(
  svg: SVGSVGElement,
  noiseLevels: Float32Array,
  lines: readonly Float32Array[],
  { sigma, stage }: { readonly sigma: number; readonly stage: number },
): void {
  const [first, last] = [Math.log(noiseLevels[0]!), Math.log(noiseLevels.at(-1)!)];
  const all = lines.flatMap((line) => [...line]).filter((value) => value > 0);
  // Weights below 1e-4 of the largest are drawn at the bottom.
  const most = Math.log10(Math.max(...all));
  const least = Math.max(Math.log10(Math.min(...all)), most - 4);
  const x = (level: number): number => LEFT + ((Math.log(level) - first) / (last - first)) * (RIGHT - LEFT);
  const y = (value: number): number =>
    BOTTOM -
    ((Math.max(least, Math.log10(Math.max(value, 1e-12))) - least) / (most - least || 1)) * (BOTTOM - TOP);

  const make = (
    name: string,
    attributes: Readonly<Record<string, string | number>>,
    text = "",
  ): SVGElement => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    return element;
  };
  const decades = Array.from(
    { length: Math.floor(most) - Math.ceil(least) + 1 },
    (_, i) => Math.ceil(least) + i,
  );
  svg.replaceChildren(
    ...TICKS.flatMap((tick) => [
      make("path", { d: `M${x(tick)} ${TOP}V${BOTTOM}`, class: "axis" }),
      make("text", { x: x(tick), y: BOTTOM + 18, "text-anchor": "middle" }, String(tick)),
    ]),
    ...decades.flatMap((power) => [
      make("path", { d: `M${LEFT} ${y(10 ** power)}H${RIGHT}`, class: "axis" }),
      make("text", { x: LEFT - 8, y: y(10 ** power) + 4, "text-anchor": "end" }, decimal(power)),
    ]),
    ...lines.map((line, t) => {
      const points = [...line].map((value, i) => `${x(noiseLevels[i]!).toFixed(1)},${y(value).toFixed(1)}`);
      const share = lines.length > 1 ? t / (lines.length - 1) : 1;
      const element = make("polyline", {
        points: points.join(" "),
        class: t === stage ? "line chosen" : "line",
      });
      // A style attribute would be inline style, which the policy forbids.
      element.style.setProperty("--share", String(share));
      return element;
    }),
    make("path", { d: `M${x(sigma)} ${TOP}V${BOTTOM}`, class: "now" }),
  );
}

function decimal(power: number): string {
  return power >= 0 ? String(10 ** power) : (10 ** power).toFixed(-power);
}
