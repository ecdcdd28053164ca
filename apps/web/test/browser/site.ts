import { estimateNoiseLevel, examine, restorer } from "genericdp";
import { launchChromium } from "@genericdp/chromium";
import type { Browser } from "@genericdp/chromium";
import { expect } from "vitest";
import { runTask } from "../../src/app/run-task.ts";
import type { TaskInput, Tasks } from "../../src/app/run-task.ts";
import { DEFAULT_SETTINGS } from "../../src/app/settings.ts";
import type { Settings } from "../../src/app/settings.ts";
import { suggested } from "../../src/app/suggest.ts";
import { difference, encoder, noisyPhoto } from "../photos.ts";
import type { Bytes } from "../photos.ts";
import { buildApp } from "./built-app.ts";
import type { BuiltApp, Served } from "./built-app.ts";
import type { OpenedFile, Visit } from "./visit.ts";

/** The served app, a browser to visit it, and a noisy photo. */
export interface Site {
  readonly app: BuiltApp;
  readonly served: Served;
  readonly browser: Browser;
  readonly photo: Bytes;
  readonly png: OpenedFile;
  /** The result in Node for the photo, or for another input, with the app's settings. */
  inNode(settings: Partial<Settings>, input?: Partial<TaskInput<Bytes>>): Promise<Bytes>;
  /** The result of `gray` applied plane by plane, as on a GPU. */
  byPlanes(settings: Partial<Settings>): Promise<Bytes>;
  close(): Promise<void>;
}

/** What the tests share. */
export interface Tour {
  readonly site: Site;
  /** Starts with a reload, so that no test depends on the page that the last one left. */
  readonly here: Visit;
}

export async function openSite(): Promise<Site> {
  const photo = await noisyPhoto(36, 32, 12);
  const buffer = await encoder(photo).png().toBuffer();
  const app = await buildApp();
  const served = await app.serve();
  const browser = await launchChromium();
  const [node, gray] = [restorer({ inline: true }), restorer({ inline: true, model: "gray" })];
  const findings = { ...examine(photo), white: estimateNoiseLevel(photo) };
  const restore = (
    tasks: Tasks,
    settings: Partial<Settings>,
    input?: Partial<TaskInput<Bytes>>,
  ): Promise<Bytes> => {
    const own = new Set(Object.keys(settings) as (keyof Settings)[]);
    const wanted = suggested({ ...DEFAULT_SETTINGS, ...settings }, findings, own);
    return runTask(tasks, { image: photo, ...input }, wanted);
  };
  return {
    app,
    served,
    browser,
    photo,
    png: { name: "boats.png", mimeType: "image/png", buffer },
    inNode: (settings, input) => restore(node, settings, input),
    byPlanes: (settings) => restore(gray, settings),
    close: async () => {
      node.dispose();
      gray.dispose();
      await browser.close();
      await served.close();
      await app.remove();
    },
  };
}

/**
 * Vector instructions may round differently from engine to engine, so a level between two integers may differ
 * by 1.
 */
export function expectSame(restored: Bytes, expected: Bytes): void {
  const { largest, share } = difference(restored, expected);
  expect(largest).toBeLessThanOrEqual(1);
  expect(share).toBeLessThan(0.01);
}
