import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CHROMIUM, NO_CHROMIUM, launchChromium } from "@genericdp/chromium";
import type { Browser, Locator, Page } from "@genericdp/chromium";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../src/pages.ts";
import { brokenLinks } from "./built-pages.ts";
import { serveFolder } from "./serve-folder.ts";
import type { ServedFolder } from "./serve-folder.ts";

/** A subfolder of the host, because links must work anywhere. */
const BASE = "/any/where/";
const OUT = join(ROOT, "out/site");

beforeAll(async () => {
  // In a separate process, because tests resolve another copy of Vue.
  const env = { ...process.env, NODE_ENV: "production" };
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  await promisify(execFile)(process.execPath, [main, "--base", BASE, "--out", join(OUT, "built")], { env });
});

describe("the built site", () => {
  it("has no link that leads nowhere", () => {
    expect(brokenLinks(join(OUT, "built"), BASE)).toEqual([]);
  });
});

describe("in a browser", () => {
  let served: ServedFolder;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    if (CHROMIUM === undefined) return;
    served = await serveFolder(join(OUT, "built"), BASE);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    // Long, but only a failing test waits that long.
    page.setDefaultTimeout(280_000);
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${String(error)}`));
  });
  beforeEach((test) => test.skip(CHROMIUM === undefined, NO_CHROMIUM));
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  it("finds what is searched for, and goes there", async () => {
    await page.goto(served.url);
    await shoot("home");
    await page.keyboard.press("Control+k");
    await page.locator("#localsearch-input").fill("light fall-off of a lens");
    const first = page.locator(".VPLocalSearchBox .result").first();
    await first.waitFor();
    await shoot("search");
    await page.locator(".VPLocalSearchBox .result", { hasText: "Adding an operator" }).first().click();
    await page.locator("h1", { hasText: "Adding an operator" }).waitFor();
    await shoot("page");
  });

  it("denoises a picture at the level of the slider", async () => {
    await page.goto(`${served.url}live/denoise.html`);
    const example = page.locator(".live-denoise");
    await page.locator('.live-denoise[data-done="25"]').waitFor();
    await shoot("denoise");
    const [noisy, restored] = await decibels(example);
    expect(noisy).toBeCloseTo(20.6, 0);
    expect(restored).toBeGreaterThan(noisy! + 9);
    await example.locator("input[type=range]").fill("50");
    await page.locator('.live-denoise[data-done="50"]').waitFor();
    const [noisier, lessRestored] = await decibels(example);
    expect(noisier).toBeCloseTo(15.2, 0);
    expect(lessRestored).toBeLessThan(restored!);
    expect(lessRestored).toBeGreaterThan(noisier! + 10);
  });

  it("restores through an operator of the visitor's, and tells what is wrong with it", async () => {
    await page.goto(`${served.url}live/operator.html`);
    const [example, code] = [page.locator(".live-operator"), page.locator(".live-operator textarea")];
    const ends = async (state: string): Promise<string> => {
      await page.locator(`.live-operator[data-state="${state}"]`).waitFor();
      return example.locator(".live-status").innerText();
    };
    expect(await ends("restored")).toContain("The adjoint is right");
    await shoot("operator");
    const [measured, restored] = await decibels(example);
    expect(restored).toBeGreaterThan(measured! + 10);
    const right = await code.inputValue();
    const run = async (text: string): Promise<void> => {
      await code.fill(text);
      await example.locator("button").click();
    };
    await run(right.replace("left(y)), 0.5", "right(y)), 0.5"));
    expect(await ends("restored")).toContain("This is not the adjoint");
    await run(right.replace("outputShape", "shapeOfOutput"));
    expect(await ends("failed")).toContain("outputShape");
    await run(right.replace("@genericdp/core", "lodash"));
    expect(await ends("failed")).toContain("got one from lodash");
  });

  it("shows the filters, functions and curves of every model", async () => {
    await page.goto(`${served.url}live/model.html`);
    const example = page.locator(".live-model");
    await page.locator('.live-model[data-shown="gray 1 0"]').waitFor();
    await shoot("model");
    const [models, scales] = [example.getByLabel("Model"), example.getByLabel("Scale")];
    for (const model of (await models.locator("option").allInnerTexts()).toReversed()) {
      await models.selectOption(model);
      await page.locator(`.live-model[data-shown="${model} 1 0"]`).waitFor();
      await scales.selectOption({ index: (await scales.locator("option").count()) - 1 });
      expect(await example.locator(".live-filters button").count()).toBeGreaterThan(3);
      expect(await example.locator(".uplot:visible").count()).toBeGreaterThanOrEqual(2);
    }
    await example.getByRole("slider").fill("2");
    await page.locator('.live-model[data-shown="gray 2 2"]').waitFor();
  });

  it("asks nobody else for anything, and has no word on the console", () => {
    expect(requests.filter((url) => !url.startsWith(served.url))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  /** The figures in the captions of the two pictures. */
  async function decibels(example: Locator): Promise<number[]> {
    const captions = await example.locator("figcaption").allInnerTexts();
    return captions.map((text) => Number.parseFloat(text.split(": ")[1]!));
  }

  async function shoot(name: string): Promise<void> {
    // The result must not depend on the time.
    await page.waitForLoadState("networkidle");
    await mkdir(OUT, { recursive: true });
    await page.screenshot({ path: join(OUT, `${name}.png`) });
  }
});
