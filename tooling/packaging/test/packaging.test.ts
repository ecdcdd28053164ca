import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleWithEsbuild, bundleWithVite, bundleWithWebpack } from "../src/bundles.ts";
import { checkTarball } from "../src/check-tarball.ts";
import { pack } from "../src/pack.ts";
import { publicPackages } from "../src/public-packages.ts";
import { runProgram } from "../src/run-program.ts";
import { sizeTable } from "../src/size-table.ts";
import { ownTypeErrors } from "../src/type-errors.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const packages = publicPackages(root);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-pack-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Packs a package made of the given files. */
async function packFixture(name: string, manifest: object, files: Readonly<Record<string, string>>) {
  const directory = join(folder, name);
  await mkdir(directory, { recursive: true });
  const common = { name, version: "1.0.0", license: "MIT", type: "module", files: Object.keys(files) };
  const all = { ...files, "package.json": JSON.stringify({ ...common, ...manifest }) };
  for (const [file, text] of Object.entries(all)) await writeFile(join(directory, file), text);
  return pack({ name, directory }, folder);
}

const exported = { ".": { types: "./index.d.ts", default: "./index.js" } };
const sound = { "index.js": "export const one = 1;\n", "index.d.ts": "export declare const one: number;\n" };

describe("a tarball", { timeout: 300_000 }, () => {
  it("of a valid package has the given files, sizes and no problems", async () => {
    const tarball = await packFixture("sound", { exports: exported, sideEffects: false }, sound);
    expect(tarball.files).toEqual(["index.d.ts", "index.js", "package.json"]);
    expect(tarball.unpacked).toBeGreaterThan(sound["index.js"].length + sound["index.d.ts"].length + 100);
    expect(tarball.unpacked).toBeLessThan(500);
    expect(tarball.packed).toBeGreaterThan(100);
    expect(await checkTarball(tarball, true)).toEqual([]);
  });

  it("with a missing export is rejected by publint", async () => {
    const other = { "index.js": sound["index.js"] };
    const exports = { ".": "./index.js", "./more": "./more.js" };
    const complaints = await checkTarball(await packFixture("torn", { exports }, other), false);
    expect(complaints).toEqual([expect.stringMatching(/^publint: .*more\.js.* does not exist/)]);
  });

  it("with missing or unresolvable types is rejected", async () => {
    const { "index.js": code } = sound;
    const untyped = await packFixture("untyped", { exports: "./index.js" }, { "index.js": code });
    expect((await checkTarball(untyped, true)).join()).toContain("does not contain types");
    const wrong = { ...sound, "index.d.ts": "export { one } from './one';\n" };
    const complaints = await checkTarball(await packFixture("wrong", { exports: exported }, wrong), true);
    expect(complaints.join()).toContain("attw: ");
  });
});

describe("the public packages", { timeout: 300_000 }, () => {
  it("are the non-private ones, with all their entries", () => {
    const names = packages.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(["genericdp", "@genericdp/cli", "@genericdp/core"]));
    expect(names).not.toContain("@genericdp/web");
    const facade = packages.find(({ name }) => name === "genericdp");
    expect(facade?.entries.map(({ specifier }) => specifier)).toEqual([
      "genericdp",
      "genericdp/node",
      "genericdp/worker",
      "genericdp/worker-server",
    ]);
    expect(packages.flatMap(({ entries }) => entries).every(({ source }) => existsSync(source))).toBe(true);
  });

  // `pnpm packaging` packs the others in the same way, but takes minutes.
  const metrics = packages.find(({ name }) => name === "@genericdp/metrics")!;
  it("pack without problems", async ({ skip }) => {
    skip(!existsSync(join(metrics.directory, "dist")), "the packages are not built");
    const tarball = await pack(metrics, folder);
    expect(await checkTarball(tarball, true)).toEqual([]);
    expect(tarball.files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "dist/index.js"]));
    expect(tarball.files.filter((file) => /test|tsconfig|\.map$/.test(file))).toEqual([]);
  });
});

describe("a bundle", () => {
  const bundle = async (name: string, page: string) => {
    const project = join(folder, name);
    await mkdir(project);
    await writeFile(join(project, "index.html"), '<script type="module" src="/page.js"></script>');
    await writeFile(join(project, "page.js"), page);
    return {
      vite: await bundleWithVite(project),
      esbuild: await bundleWithEsbuild(project).catch(({ message }: Error) => ({ problems: [message] })),
      webpack: await bundleWithWebpack(project),
    };
  };

  it("of a page has a size and no problems", async () => {
    const whole = { bytes: expect.toSatisfy((bytes: number) => bytes > 30), problems: [] };
    expect(await bundle("page", "globalThis.answer = [6, 7].map((n) => n * n);")).toEqual({
      vite: whole,
      esbuild: whole,
      webpack: whole,
    });
  });

  it("of a page that needs Node is rejected", async () => {
    const { vite, esbuild, webpack } = await bundle("server", 'import { cwd } from "node:process"; cwd();');
    expect(vite.problems.join()).toContain("node:process");
    expect(esbuild.problems.join()).toContain("node:process");
    expect(webpack.problems.join()).toContain("node:process");
  });
});

it("sizes are printed as a table", () => {
  const tarball = { name: "a", path: "/a.tgz", packed: 1234, unpacked: 56_789, files: ["x", "y"] };
  expect(sizeTable([tarball])).toContain("|---|--:|--:|--:|\n| a | 1.2 | 56.8 | 2 |\n");
});

it("type errors of other packages are ignored", () => {
  const theirs =
    "node_modules/.pnpm/@webgpu+types@0.1/node_modules/@webgpu/types/i.d.ts(1,6): error TS2300: Twice.";
  const ours = [
    "node_modules/.pnpm/genericdp@file+a/node_modules/genericdp/dist/index.d.ts(1,2): error TS2304: None.",
    "node_modules/.pnpm/@genericdp+core@f/node_modules/@genericdp/core/dist/index.d.ts(1,2): error TS2: No.",
    "types.ts(3,1): error TS2307: Cannot find module.",
  ];
  expect(ownTypeErrors([theirs, ...ours, "  a note"].join("\n"))).toEqual(ours);
});

it("a failing program is reported", async () => {
  const failing = await runProgram(process.execPath, ["-e", "console.error('no'); process.exit(3)"], {
    cwd: folder,
  });
  expect(failing).toEqual({ ok: false, text: "no" });
  expect((await runProgram(join(folder, "nothing-there"), [], { cwd: folder })).ok).toBe(false);
  expect(await runProgram(process.execPath, ["-p", "6 * 7"], { cwd: folder })).toEqual({
    ok: true,
    text: "42",
  });
});
