/** The style sheet of a report, for light and dark screens. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1d2329; --page: #fff; --grid: #d8dde3; --soft: #5d6874;
  --line-0: #1f6fb2; --line-1: #c2571a; --line-2: #2e8540; --line-3: #8a3fa0;
  --line-4: #b8860b; --line-5: #c2185b; --line-6: #00838f; --line-7: #5d4037;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ec; --page: #15191e; --grid: #323a43; --soft: #98a4b0;
    --line-0: #6db3f2; --line-1: #f2995c; --line-2: #74c987; --line-3: #c894dc;
    --line-4: #e3c05b; --line-5: #f280ab; --line-6: #5fcbd6; --line-7: #c9a899;
  }
}
body {
  font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
  margin: 2rem auto; max-width: 76rem; padding: 0 1rem;
}
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--grid); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem; }
.chart { width: 100%; max-width: 34rem; }
.chart polyline { fill: none; }
.chart .grid { stroke: var(--grid); stroke-width: 0.6; }
.chart .title { font-size: 12px; fill: var(--text); font-weight: 600; }
.chart .tick { font-size: 9.5px; fill: var(--soft); }
.filters { display: flex; flex-wrap: wrap; gap: 5px; }
.filter { width: 42px; height: 42px; }
pre {
  overflow: auto; padding: 1rem; font-size: 12px;
  background: color-mix(in srgb, var(--grid) 35%, var(--page));
}
`;
