import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "@genericdp/chromium";

/** Folder of the screenshots, which the environment variable GENERICDP_SHOTS asks for; ignored by git. */
const SHOTS = fileURLToPath(new URL("../../../../out/web", import.meta.url));

export interface OpenedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Uint8Array;
}

/** A visit to the app. */
export interface Visit {
  readonly page: Page;
  /** URLs requested from any server, and errors and warnings on the console. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
  /** Reloads the page: nothing is open and all settings are the defaults. */
  again(): Promise<void>;
  open(file: OpenedFile): Promise<void>;
  /** Waits until the page has examined the photo. */
  examined(): Promise<void>;
  /** Presses the task's button and waits until the run ends. */
  run(): Promise<void>;
  /** Saves the result and returns the name and path of the file. */
  save(): Promise<{ readonly name: string; readonly path: string }>;
  /** Moves the noise sliders in "Advanced". */
  setNoise(place: string): Promise<void>;
  /** Saves a screenshot, if asked for. */
  shoot(name: string): Promise<void>;
  /** The longest tasks of the page's main thread so far, in milliseconds. */
  longTasks(): Promise<readonly number[]>;
  leave(): Promise<void>;
}

export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  // Long, but only a failing test waits that long.
  context.setDefaultTimeout(240_000);
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  context.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.addInitScript(() => {
    const seen: number[] = ((globalThis as { longTasks?: number[] }).longTasks = []);
    new PerformanceObserver((list) =>
      seen.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: "longtask",
      buffered: true,
    });
  });
  await page.goto(url);
  return {
    page,
    requests,
    complaints,
    again: async () => {
      await page.goto(url);
    },
    open: async ({ buffer, ...file }) => {
      await page.locator("#file").setInputFiles({ ...file, buffer: Buffer.from(buffer) });
    },
    examined: () => page.locator("#finding", { hasText: /^Looks / }).waitFor(),
    run: async () => {
      await page.locator("#run").click();
      await page.locator('body[data-phase="working"], body[data-phase="done"]').waitFor();
      const [done, failure] = [page.locator('body[data-phase="done"]'), page.locator("#run-failure")];
      await done
        .or(failure.filter({ visible: true }))
        .first()
        .waitFor();
      if (await failure.isVisible()) throw new Error(`run: ${await failure.textContent()}`);
    },
    save: async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
      return { name: download.suggestedFilename(), path: await download.path() };
    },
    setNoise: async (place) => {
      if (!(await page.locator("#noise").isVisible())) await page.locator("#advanced summary").click();
      await page.locator("#noise").fill(place);
      const chroma = page.locator("#chroma-noise");
      if (await chroma.isVisible()) await chroma.fill(place);
    },
    shoot: async (name) => {
      if (process.env["GENERICDP_SHOTS"] === undefined) return;
      await mkdir(SHOTS, { recursive: true });
      await page.screenshot({ path: join(SHOTS, `${name}.png`) });
    },
    longTasks: () => page.evaluate(() => (globalThis as { longTasks?: number[] }).longTasks ?? []),
    leave: () => context.close(),
  };
}
