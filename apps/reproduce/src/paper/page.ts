import { STYLE, escapeHtml } from "@genericdp/cli/report";
import type { Figure } from "./published.ts";
import type { Row, Table } from "./table.ts";

/** A picture with its caption and an enlarged detail. */
export interface Picture {
  readonly caption: string;
  readonly figure?: Figure;
  /** PNG files. */
  readonly whole: Uint8Array;
  readonly part: Uint8Array;
}

export interface PictureRow {
  readonly heading: string;
  readonly pictures: readonly Picture[];
}

export interface PictureGroup {
  readonly title: string;
  readonly rows: readonly PictureRow[];
}

export interface Page {
  readonly title: string;
  /** Paragraphs of plain text. */
  readonly introduction: readonly string[];
  readonly tables: readonly Table[];
  readonly pictures: readonly PictureGroup[];
  /** Chart sections, as HTML. */
  readonly charts: readonly { readonly title: string; readonly html: string }[];
}

const PAGE_STYLE = `
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.7rem; text-align: right; border-bottom: 1px solid var(--grid); }
th:first-child, td:first-child { text-align: left; }
tr.paper { color: var(--soft); font-style: italic; }
td small { color: var(--soft); }
.pictures { display: flex; flex-wrap: wrap; gap: 0.8rem; }
.pictures figure { margin: 0; width: 15rem; }
.pictures img { width: 100%; display: block; }
.pictures img.part { image-rendering: pixelated; margin-top: 3px; }
figcaption { font-size: 13px; }
`;

/** A self-contained HTML page: it loads nothing. */
export function pageHtml({ title, introduction, tables, pictures, charts }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${PAGE_STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${introduction.map((text) => `<p>${escapeHtml(text)}</p>`).join("\n")}
${tables.map(tableHtml).join("\n")}
${pictures.map(pictureGroup).join("\n")}
${charts.map((section) => `<h2>${escapeHtml(section.title)}</h2>\n${section.html}`).join("\n")}
</body>
</html>
`;
}

function tableHtml({ title, note, columns, rows }: Table): string {
  const head = ["", ...columns, "s/image"].map((text) => `<th>${escapeHtml(text)}</th>`).join("");
  return `<h2>${escapeHtml(title)}</h2>
<p>${escapeHtml(note)}</p>
<table><thead><tr>${head}</tr></thead><tbody>
${rows.map(rowHtml).join("\n")}
</tbody></table>`;
}

function rowHtml({ label, source, figures, seconds }: Row): string {
  const name = source === "paper" ? `${label}, published` : label;
  const cells = figures.map((figure) => `<td>${figure ? figureHtml(figure) : "–"}</td>`).join("");
  const time = `<td>${seconds === undefined ? "" : Number(seconds.toPrecision(2))}</td>`;
  return `<tr class="${source}"><td>${escapeHtml(name)}</td>${cells}${time}</tr>`;
}

function figureHtml({ psnr, ssim }: Figure): string {
  return psnr.toFixed(2) + (ssim === undefined ? "" : ` <small>${ssim.toFixed(4)}</small>`);
}

function pictureGroup({ title, rows }: PictureGroup): string {
  return `<h2>${escapeHtml(title)}</h2>${rows.map(pictureRow).join("\n")}`;
}

function pictureRow({ heading, pictures }: PictureRow): string {
  const figures = pictures.map(({ caption, figure, whole, part }) => {
    const below = figure ? `${escapeHtml(caption)}: ${figureHtml(figure)}` : escapeHtml(caption);
    const alt = escapeHtml(`${heading}: ${caption}`);
    return `<figure><img src="${dataUrl(whole)}" alt="${alt}"><img class="part" src="${dataUrl(part)}"
alt="${alt}, enlarged"><figcaption>${below}</figcaption></figure>`;
  });
  return `<h3>${escapeHtml(heading)}</h3><div class="pictures">${figures.join("\n")}</div>`;
}

function dataUrl(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
