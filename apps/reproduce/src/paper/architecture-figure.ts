import { escapeHtml } from "@genericdp/cli/report";
import type { Architecture } from "@genericdp/model";

const [WIDTH, HEIGHT, BOX, GAP] = [760, 200, 150, 40];

/**
 * Figure 1: the stages in order, with diffusion shared by all noise levels and a reaction weight for each
 * level.
 */
export function architectureFigure({ stages, scales, reaction, noiseRange }: Architecture): string {
  const { filters, size } = scales[0]!;
  const shown = [1, 2, stages].map((t, i) => ({ t, x: 70 + i * (BOX + GAP + (i === 2 ? 30 : 0)) }));
  const boxes = shown.map(({ t, x }) =>
    [
      `<rect x="${x}" y="40" width="${BOX}" height="56" rx="6" class="box"/>`,
      label(x + BOX / 2, 62, `diffusion ${t}`),
      label(x + BOX / 2, 82, `${filters} filters ${size}×${size}, φ`),
      `<rect x="${x}" y="120" width="${BOX}" height="44" rx="6" class="box"/>`,
      label(x + BOX / 2, 138, `reaction ${t}`),
      label(x + BOX / 2, 155, `λ(σ) (u − f), ${reaction?.knots.length ?? 0} λ`),
      arrow(x - GAP + 6, 68, x - 4, 68),
    ].join(""),
  );
  const last = shown.at(-1)!.x + BOX;
  const middle = (shown[1]!.x + BOX + shown[2]!.x) / 2;
  const title = `${stages} stages, noise levels ${noiseRange.min} to ${noiseRange.max}`;
  return `<svg class="diagram" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
<style>.box { fill: none; stroke: var(--line-0); stroke-width: 1.4 }
.diagram text { fill: var(--text); font-size: 12px }
.diagram { width: 100%; max-width: 48rem } .diagram path { stroke: var(--soft); fill: none }</style>
${label(WIDTH / 2, 20, title)}
${label(20, 72, "f = u₀")}
${boxes.join("\n")}
${label(middle - 15, 72, "…")}
${arrow(last + 4, 68, last + 30, 68)}
${label(last + 50, 72, `u${subscript(stages)}`)}
</svg>`;
}

function label(x: number, y: number, text: string): string {
  return `<text x="${x}" y="${y}" text-anchor="middle">${escapeHtml(text)}</text>`;
}

function arrow(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${x1} ${y1} L${x2} ${y2} m-6 -4 l6 4 l-6 4"/>`;
}

function subscript(value: number): string {
  return [...String(value)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]!).join("");
}
