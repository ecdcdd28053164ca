import { unzipSync } from "fflate";
import { expect, it } from "vitest";
import { zipped } from "../src/app/zip.ts";

it("a zip contains every file unchanged, under a unique name", async () => {
  const files = [
    new File(["one"], "a.jpg"),
    new File([new Uint8Array(70_000).fill(7)], "b ü.png"),
    new File(["two"], "a.jpg"),
    new File(["three"], "a.jpg"),
    new File([], "no ending"),
  ];
  const zip = unzipSync(new Uint8Array(await (await zipped(files)).arrayBuffer()));
  expect(Object.keys(zip)).toEqual(["a.jpg", "b ü.png", "a-2.jpg", "a-3.jpg", "no ending"]);
  for (const [i, bytes] of Object.values(zip).entries()) {
    expect(bytes).toEqual(new Uint8Array(await files[i]!.arrayBuffer()));
  }
});
