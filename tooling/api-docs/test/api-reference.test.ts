import { fileURLToPath } from "node:url";
import { publicPackages } from "@genericdp/packaging";
import { Comment, ReflectionKind } from "typedoc";
import { expect, it } from "vitest";
import { apiReference } from "../src/api-reference.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

it("has a module for every entry and no broken links", { timeout: 300_000 }, async () => {
  const { app, project } = await apiReference(root);
  expect(app.logger.hasErrors() || app.logger.hasWarnings()).toBe(false);
  const entries = publicPackages(root).flatMap((each) => each.entries);
  const names = project.children?.map(({ name }) => name) ?? [];
  expect(names.toSorted()).toEqual(entries.map(({ specifier }) => specifier).toSorted());
  expect(names).toContain("genericdp/node");
  const said = project
    .getReflectionsByKind(ReflectionKind.CallSignature | ReflectionKind.Variable | ReflectionKind.Function)
    .map(({ comment }) => Comment.combineDisplayParts(comment?.summary));
  expect(said).toContainEqual(expect.stringMatching(/^Removes noise from an image\b/));
});
