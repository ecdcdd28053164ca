import { mkdirSync } from "node:fs";
import { encodeImage } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, smallRecipe } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

beforeAll(async () => {
  const png = await encodeImage(picture(60, 48), { format: "png" });
  const model = smallModelFile();
  place.write("good.png", png);
  place.write("empty.png", "");
  place.write("text.png", "This is no picture.\n");
  place.write("cut.png", png.subarray(0, png.length / 2));
  place.write("small.genericdp", model);
  place.write("cut.genericdp", model.subarray(0, model.length - 10));
  place.write("flipped.genericdp", model.with(model.length - 5, model.at(-5)! ^ 1));
  place.write("recipe.json", smallRecipe(3));
  place.write("broken.json", "{\n  name: 1\n}");
  place.write("odd.json", JSON.stringify({ ...JSON.parse(smallRecipe(3)), colour: "red" }));
  place.write("damaged.genericdp.checkpoint", "nothing");
  place.write("there.genericdp.checkpoint", "nothing");
  await place.writePicture("tiny.png", picture(10, 10));
  await place.writePicture("clear.png", picture(40, 40, 3, { alpha: new Float32Array(1600).fill(9) }));
  await place.writePicture("tiny/tiny.png", picture(10, 10));
  await place.writePicture("data/good.png", picture(40, 40));
  mkdirSync(place.path("void"));
  mkdirSync(place.path("folder.png"));
});

const SIGMA = ["--sigma", "9"];
const EVALUATE = ["evaluate", "denoise", "--data", "data"];
const TRAIN = ["train", "--workers", "1", "--data", "data", "--recipe", "recipe.json", "--out"];

const FAILURES: readonly (readonly [readonly string[], string])[] = [
  [["denoise", "nothing.png", "out.png"], "nothing.png: no such file or folder"],
  [["denoise", "empty.png", "out.png"], "empty.png: the file is empty"],
  [["denoise", "text.png", "out.png"], "text.png: it is text, not an image; PNG, JPEG"],
  [["denoise", "cut.png", "out.png"], "cut.png: damaged png"],
  [["denoise", "folder.png", "out.png"], "folder.png: it is a folder"],
  [["denoise", "good.png", "good.png/out.png", ...SIGMA], "out.png: a part of the path is not a folder"],
  [["denoise", "good.png", "folder.png", ...SIGMA], "folder.png: it is a folder"],
  [
    ["denoise", "good.png", "--out-dir", "text.png", ...SIGMA],
    "text.png: there is already a file of this name",
  ],
  [["examine", "-"], "cannot read standard input: it is empty"],
  [
    ["denoise", "good.png", "out.png", "--max-pixels", "0.002"],
    "60×48 pixels, 0.00288 megapixels; the limit",
  ],
  [
    ["upscale", "good.png", "out.png", "--scale", "4", "--max-pixels", "0.02"],
    "cannot enlarge good.png by 4: it has 240×192 pixels, 0.04608 megapixels; the limit",
  ],
  [["denoise", "-", "out.png"], "cannot read standard input: it is empty"],
  [["denoise", "clear.png", "out.jpg", ...SIGMA], "the image has transparency, which JPEG does not hold"],
  [["denoise", "good.png", "out.png", "--model", "none.genericdp"], "none.genericdp: no such file or folder"],
  [["denoise", "good.png", "out.png", "--model", "text.png"], "text.png: model file: expected"],
  [["denoise", "good.png", "out.png", "--model", "empty.png"], "got an empty one"],
  [["denoise", "good.png", "out.png", "--model", "cut.genericdp"], "cut.genericdp: model file: expected"],
  [["denoise", "good.png", "out.png", "--model", "flipped.genericdp"], "flipped.genericdp: model file: "],
  [[...EVALUATE, ...SIGMA, "--model", "none.genericdp"], "no such file or folder"],
  [["evaluate", "denoise", ...SIGMA, "--data", "none"], "none: no such file or folder"],
  [["evaluate", "denoise", ...SIGMA, "--data", "good.png"], "good.png: a part of the path is not a folder"],
  [["evaluate", "denoise", ...SIGMA, "--data", "void"], "it contains no images"],
  [["evaluate", "denoise", ...SIGMA, "--data", "tiny", "--json"], "cannot evaluate tiny.png: ssim: expected"],
  [["info", "none.genericdp"], "none.genericdp: no such file or folder"],
  [["info", "text.png"], "got another kind of file"],
  [["info", "void"], "void: it is a folder"],
  [["estimate", "nothing.png"], "no such file or folder"],
  [[...TRAIN, "new.genericdp", "--recipe", "none.json"], "none.json: no such file or folder"],
  [[...TRAIN, "new.genericdp", "--recipe", "broken.json"], "broken.json: "],
  [[...TRAIN, "new.genericdp", "--recipe", "odd.json"], "odd.json: recipe: expected a known field"],
  [[...TRAIN, "new.genericdp", "--data", "void"], "it contains no images"],
  [[...TRAIN, "new.genericdp", "--data", "tiny"], "expected an image of at least 16×16 pixels"],
  [[...TRAIN, "new.genericdp", "--validation", "none"], "none: no such file or folder"],
  [[...TRAIN, "good.png/new.genericdp"], "new.genericdp: a part of the path is not a folder"],
  [[...TRAIN, "void"], "void: it is a folder"],
  [[...TRAIN, "there.genericdp"], "there.genericdp.checkpoint: it is not a checkpoint"],
  [[...TRAIN, "damaged.genericdp", "--resume"], "damaged.genericdp.checkpoint: it is not a checkpoint"],
];

const USAGE: readonly (readonly [readonly string[], string])[] = [
  [[], "expected a command"],
  [["repair"], "unknown command 'repair'"],
  [["--loud"], "unknown option '--loud'"],
  [["denoise"], "missing required argument 'in'"],
  [["denoise", "good.png"], "missing required argument 'out'"],
  [["denoise", "good.png", "out.png", "more.png"], "too many arguments"],
  [["denoise", "good.png", "out.png", "--sigm", "9"], "unknown option '--sigm' (Did you mean --sigma?)"],
  [["denoise", "good.png", "out.png", "--sigma"], "argument missing"],
  ...["0", "-5", "NaN", "nan", "Infinity", "1e999", "five", "5x", "0x9", ""].map((sigma) => {
    const problem = `expected --sigma to be a noise level above 0 or auto, got ${sigma || "nothing"}`;
    return [["denoise", "good.png", "out.png", "--sigma", sigma], problem] as const;
  }),
  [
    ["denoise", "good.png", "out.png", ...SIGMA, "--strength", "0"],
    "expected --strength to be a number above 0, got 0",
  ],
  [["denoise", "good.png", "out.png", ...SIGMA, "--strength", "9"], "the range of the model, got 81"],
  [["denoise", "good.png", "out.png", "--sigma", "99"], "the range of the model, got 99"],
  [["denoise", "good.png", "out.png", "--sigma", "41", "--model", "small.genericdp"], "from 2 to 40"],
  [["denoise", "good.png", "out.gif"], "expected OUT to end in .png"],
  [["denoise", "good.png", "out.gif"], "got out.gif, which is read but not written"],
  [["denoise", "good.png", "-out.png"], "a file of that name is written ./-out.png"],
  [["denoise", "good.png", "out.png", "--range", "1"], "expected --range to be black,white, such as 0,1"],
  [
    ["denoise", "good.png", "out.png", "--range", "1,0"],
    "--range to be black,white with black below white, got 1,0",
  ],
  [["denoise", "good.png", "out.png", "--range", "0,x"], "expected --range to be a number, got x"],
  [["denoise", "good.png", "out.png", "--max-pixels", "0"], "--max-pixels to be a number above 0, got 0"],
  [["denoise", "good.png", "out.png", "--format", "gif"], "expected --format to be png, jpeg, webp"],
  [["denoise", "good.png", "-", "--preview"], "expected a file as output with --preview"],
  [["denoise", "good.png", "out"], "expected OUT to end in .png"],
  [["denoise", "good.png", "good.png"], "good.png is both input and output; add --force to replace it"],
  [["degrade", "good.png", "good.png"], "good.png is both input and output; add --force to replace it"],
  [["evaluate"], "expected a command"],
  [EVALUATE, "required option '--sigma <list>' not specified"],
  [["evaluate", "denoise", ...SIGMA], "required option '--data <dir>' not specified"],
  [[...EVALUATE, "--sigma", "5,,9"], "got nothing"],
  [[...EVALUATE, "--sigma", "5,x"], "got x"],
  [[...EVALUATE, "--sigma", "5,99"], "got 99"],
  [[...EVALUATE, ...SIGMA, "--seed", "-1"], "expected --seed to be a whole number of at least 0, got -1"],
  [[...EVALUATE, ...SIGMA, "--limit", "0"], "expected --limit to be a whole number of at least 1, got 0"],
  [[...TRAIN], "argument missing"],
  [[...TRAIN, "new.genericdp", "--workers", "0"], "--workers to be a whole number from 1 to 1024, got 0"],
  [[...TRAIN, "new.genericdp", "--minutes", "soon"], "--minutes to be a number of at least 0, got soon"],
  [["estimate"], "missing required argument 'in'"],
  [["info", "a", "b"], "too many arguments"],
];

describe.each([
  [1, FAILURES],
  [2, USAGE],
] as const)("exit code %i", (code, rows) => {
  it.each(rows)("%j: …%s…", async (args, problem) => {
    const before = place.list();
    const outcome = await runCli(args, place.folder);
    expect(outcome.stderr).toContain(problem);
    expect(outcome.stderr).toMatch(/^genericdp: [^\n]+\n$/);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(place.list()).toEqual(before);
  });
});

describe("help and version", () => {
  it("are printed when asked for", async () => {
    const help = await runCli(["--help"], place.folder);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    for (const command of ["denoise", "evaluate", "train", "info", "estimate"]) {
      expect(help.stdout).toContain(command);
    }
    const ofDenoise = await runCli(["denoise", "--help"], place.folder);
    expect(ofDenoise).toMatchObject({ code: 0, stdout: expect.stringContaining("--sigma <N|auto>") });
    expect((await runCli(["--version"], place.folder)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
