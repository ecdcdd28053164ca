import { restorer } from "genericdp";
import type { NamedDegradation } from "genericdp/worker";
import { afterAll, describe, expect, it } from "vitest";
import { cutDetail, cutDraft, cutPlane, detailSide } from "../src/app/detail.ts";
import type { Cut } from "../src/app/detail.ts";
import { cutOut } from "../src/app/cut-out.ts";
import { drafting } from "../src/app/run-draft.ts";
import type { DraftTasks } from "../src/app/run-draft.ts";
import { DEFAULT_SETTINGS } from "../src/app/settings.ts";
import type { Settings, Task } from "../src/app/settings.ts";
import { draftDegradations } from "../src/engine/draft-degradations.ts";
import { decodeRgba, encoder, meanDifference, noisyPhoto } from "./photos.ts";
import type { Bytes } from "./photos.ts";

const tiny = restorer({ inline: true, model: "gray-tiny" });
afterAll(() => tiny.dispose());
/** The tasks as in the worker. */
const tasks = {
  ...tiny,
  restore: ((image: Bytes, { name, options }: NamedDegradation, settings?: object) =>
    tiny.restore(image, draftDegradations[name]!(options), settings)) as DraftTasks["restore"],
} satisfies DraftTasks;
const { signal } = new AbortController();
const [WIDTH, HEIGHT] = [160, 128];

interface Case {
  readonly task: Task;
  readonly more?: Partial<Settings>;
  /** What happened to the photo. */
  readonly spoil: (clean: Bytes) => Promise<Bytes>;
}

/** In the middle, two columns are white. */
const isScratched = (i: number): boolean => Math.abs((i % WIDTH) - 80) < 2;

const scaled = (scale: number): Case => ({
  task: "upscale",
  more: { scale, noiseLevel: 1 },
  spoil: ({ width, height, data }) =>
    decodedOf(encoder({ width, height, data }).resize(Math.round(width / scale), Math.round(height / scale))),
});

async function decodedOf(image: ReturnType<typeof encoder>): Promise<Bytes> {
  return decodeRgba(await image.png().toBuffer());
}

describe("a draft", () => {
  it.each<Case>([
    { task: "denoise", more: { levels: [20] }, spoil: () => noisyPhoto(WIDTH, HEIGHT, 20) },
    { task: "deblur", more: { noiseLevel: 1 }, spoil: (clean) => decodedOf(encoder(clean).blur(1.6)) },
    scaled(2),
    scaled(4),
    {
      task: "inpaint",
      spoil: async (clean) => ({
        ...clean,
        data: clean.data.map((level, i) => (isScratched(i >> 2) ? 255 : level)),
      }),
    },
    {
      task: "deblock",
      more: { jpegQuality: 8 },
      spoil: async (clean) => decodeRgba(await encoder(clean).jpeg({ quality: 8 }).toBuffer()),
    },
  ])("to $task shows the same part of the photo, better", async ({ task, more, spoil }) => {
    const clean = await noisyPhoto(WIDTH, HEIGHT, 0);
    const photo = await spoil(clean);
    const settings = { ...DEFAULT_SETTINGS, task, ...more };
    const centre = { x: photo.width / 2, y: photo.height / 2 };
    const cut = cutDraft(photo, centre, settings, task === "deblock");
    const all = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => Number(!isScratched(i)));
    const known = task === "inpaint" ? cutPlane(all, WIDTH, cut) : undefined;
    const draft = await drafting(tasks)({ image: cut.image, known }, settings, signal);
    const scale = task === "upscale" ? settings.scale : 1;
    const part = partOf(cut, scale);
    const shown = cutOut(draft, part);
    const wanted = cutOut(clean, { ...part, x: scale * cut.left + part.x, y: scale * cut.top + part.y });
    const larger = encoder(photo).resize(scale * photo.width, scale * photo.height, { kernel: "linear" });
    const final = cutDetail(
      await decodedOf(larger),
      { x: WIDTH / 2, y: HEIGHT / 2 },
      scale * detailSide(settings),
    );
    const before = cutOut(final.image, final.inner);
    expect([shown.width, shown.height]).toEqual([before.width, before.height]);
    expect(meanDifference(shown.data, wanted.data)).toBeLessThan(
      0.95 * meanDifference(before.data, wanted.data),
    );
  });

  it("of a JPEG that is enlarged is deblocked once, however the settings change", async () => {
    const photo = await noisyPhoto(100, 90, 5);
    const deblocked: number[] = [];
    const counted = {
      ...tasks,
      deblock: ((image: Bytes, options?: object) => {
        deblocked.push(image.data[0]!);
        return tiny.deblock(image, options);
      }) as DraftTasks["deblock"],
    } satisfies DraftTasks;
    const run = drafting(counted);
    const jpeg = { luma: Array.from({ length: 64 }, () => 20) };
    const settings = { ...DEFAULT_SETTINGS, task: "upscale" } as const;
    const [one, two] = [40, 70].map((x) => cutDraft(photo, { x, y: 45 }, settings, true).image);
    const widths: number[] = [];
    for (const [image, noiseLevel] of [
      [one!, 3],
      [one!, 9],
      [two!, 9],
      [two!, 5],
    ] as const) {
      // As the panel does, with a copy for each draft.
      const given = { ...image, data: image.data.slice() };
      widths.push((await run({ image: given, jpeg }, { ...settings, noiseLevel }, signal)).width);
    }
    expect(deblocked).toEqual([one!.data[0], two!.data[0]]);
    expect(widths).toEqual([one!, one!, two!, two!].map(({ width }) => 2 * width));
  });
});

/** The shown part within a result that is larger by a factor. */
function partOf({ inner: { x, y, width, height } }: Cut, scale: number): Cut["inner"] {
  return { x: scale * x, y: scale * y, width: scale * width, height: scale * height };
}
