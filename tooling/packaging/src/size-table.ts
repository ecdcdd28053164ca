import type { Tarball } from "./pack.ts";

/** The docs page with the size of each package. */
export function sizeTable(tarballs: readonly Tarball[]): string {
  const rows = tarballs.map(
    ({ name, packed, unpacked, files }) =>
      `| ${name} | ${kilobytes(packed)} | ${kilobytes(unpacked)} | ${files.length} |`,
  );
  return `# Sizes of the packages

What \`pnpm packaging\` packs, checks and measures, in kB of 1000 bytes, without dependencies; it writes this
page.

| package | packed | unpacked | files |
|---|--:|--:|--:|
${rows.join("\n")}
`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
