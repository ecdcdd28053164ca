export interface ScatterPlot {
  readonly title: string;
  /** Axis labels; the x axis is logarithmic. */
  readonly x: string;
  readonly y: string;
  readonly points: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly marked: boolean;
  }[];
}

const [WIDTH, HEIGHT] = [640, 360];
const FRAME = { left: 60, right: 150, top: 36, bottom: 44 };

/** An SVG scatter plot of labelled points. Marked points are filled. */
export function scatterPlot({ title, x, y, points }: ScatterPlot): string {
  const [left, right] = extent(points.map((point) => Math.log(point.x)));
  const [low, high] = extent(points.map((point) => point.y));
  const across = (value: number): number =>
    FRAME.left + ((Math.log(value) - left) / (right - left)) * (WIDTH - FRAME.left - FRAME.right);
  const up = (value: number): number =>
    HEIGHT - FRAME.bottom - ((value - low) / (high - low)) * (HEIGHT - FRAME.top - FRAME.bottom);
  const text = (at: readonly [number, number], words: string, more = ""): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${words}</text>`;
  const dots = points.map(({ name, x: px, y: py, marked }) => {
    const [cx, cy] = [across(px), up(py)];
    const label = `${name}: ${px.toFixed(0)}, ${py.toFixed(2)}`;
    const at = `cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}"`;
    return `<circle ${at} r="5" fill="${marked ? "#06c" : "#fff"}"/>${text([cx + 8, cy + 4], label)}`;
  });
  const [bottom, end] = [HEIGHT - FRAME.bottom, WIDTH - FRAME.right];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    "<style>text{font:11px sans-serif}</style>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text([FRAME.left, 20], `${title}: ${y} over ${x}`),
    `<path d="M${FRAME.left} ${FRAME.top}V${bottom}H${end}" fill="none" stroke="#666"/>`,
    text([end, bottom + 30], x, 'text-anchor="end"'),
    text([FRAME.left - 6, FRAME.top + 4], y, 'text-anchor="end"'),
    `<g stroke="#06c">${dots.join("").replaceAll("<text", '<text stroke="none"')}</g>`,
    "</svg>\n",
  ].join("\n");
}

/** The range of the values, slightly widened. */
function extent(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low || 1) * 0.08;
  return [low - margin, high + margin];
}
