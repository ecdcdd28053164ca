import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CHROMIUM, NO_CHROMIUM, launchChromium } from "@genericdp/chromium";
import type { Browser, Page } from "@genericdp/chromium";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../src/pages.ts";
import { brokenLinks } from "./built-pages.ts";
import { serveFolder } from "./serve-folder.ts";
import type { ServedFolder } from "./serve-folder.ts";

/** Not the root of the host: links must work anywhere. */
const BASE = "/any/where/";
const OUT = join(ROOT, "out/site");

beforeAll(async () => {
  // In a program of its own: Vue is another one where tests run.
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
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
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

  it("asks nobody else for anything, and has no word on the console", () => {
    expect(requests.filter((url) => !url.startsWith(served.url))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  async function shoot(name: string): Promise<void> {
    // Nothing of the page may depend on when it is looked at.
    await page.waitForLoadState("networkidle");
    await mkdir(OUT, { recursive: true });
    await page.screenshot({ path: join(OUT, `${name}.png`) });
  }
});
