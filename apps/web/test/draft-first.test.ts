import { randomStream } from "@genericdp/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { draftFirst } from "../src/app/draft-first.ts";
import type { Step } from "../src/app/draft-first.ts";

interface Shown {
  readonly version: number;
  readonly kind: "draft" | "final";
}

/** Milliseconds until an aborted step ends. */
const STOP = 5;

/** A preview of a version that changes, whose steps take a while. */
function preview(takes: { readonly draft?: () => number; readonly final: () => number }) {
  let version = 0;
  let running = 0;
  const shown: Shown[] = [];
  const step = (kind: Shown["kind"], duration: () => number): Step => {
    const made = { version, kind };
    return async (signal) => {
      expect(++running).toBe(1);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, duration());
        signal.addEventListener("abort", () => setTimeout(resolve, STOP));
      });
      running--;
      if (!signal.aborted) shown.push(made);
    };
  };
  const follow = draftFirst(() => ({
    draft: takes.draft && step("draft", takes.draft),
    final: step("final", takes.final),
  }));
  return {
    shown,
    change: (): void => {
      version++;
      follow();
    },
    version: () => version,
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a draft first", () => {
  it.each([1, 2, 3, 4, 5, 6])("however the slider moves, versions are shown in order (%i)", async (seed) => {
    const random = randomStream(seed).uniform;
    const { shown, change, version } = preview({ draft: () => 150 * random(), final: () => 3000 * random() });
    for (let moves = 0; moves < 40; moves++) {
      change();
      await vi.advanceTimersByTimeAsync(random() < 0.8 ? 60 * random() : 4000 * random());
    }
    await vi.advanceTimersByTimeAsync(10_000);
    for (const [i, { version: now, kind }] of shown.entries()) {
      const before = shown[i - 1] ?? { version: 0, kind: "final" };
      expect(now).toBeGreaterThanOrEqual(before.version);
      // Of one version, the final one replaces the draft.
      if (now === before.version) expect([before.kind, kind]).toEqual(["draft", "final"]);
      if (kind === "final") expect(before).toEqual({ version: now, kind: "draft" });
    }
    expect(shown.at(-1)).toEqual({ version: version(), kind: "final" });
  });

  it("while the slider moves, only drafts are made, and they follow it", async () => {
    const { shown, change } = preview({ draft: () => 100, final: () => 3000 });
    for (let moves = 0; moves < 50; moves++) {
      change();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(shown.length).toBeGreaterThan(20);
    expect(new Set(shown.map(({ kind }) => kind))).toEqual(new Set(["draft"]));
  });

  it("drafts that take long are shown while the slider moves, too", async () => {
    const { shown, change } = preview({ draft: () => 700, final: () => 3000 });
    for (let moves = 0; moves < 50; moves++) {
      change();
      await vi.advanceTimersByTimeAsync(60);
    }
    expect(shown.map(({ kind }) => kind)).toEqual(["draft", "draft", "draft", "draft"]);
  });

  // Changes during the draft, while the slider rests, and early and late in the final version.
  it.each([50, 99, 110, 200, 230, 1000])("after a change at %i ms, its draft comes next", async (moment) => {
    const draft = 100;
    const { shown, change } = preview({ draft: () => draft, final: () => 3000 });
    change();
    await vi.advanceTimersByTimeAsync(moment);
    change();
    await vi.advanceTimersByTimeAsync(Math.max(STOP, draft - moment) + draft);
    expect(shown.map(({ version, kind }) => `${kind} ${version}`)).toEqual(["draft 1", "draft 2"]);
  });

  it("without a draft, final versions follow the slider", async () => {
    const { shown, change, version } = preview({ final: () => 100 });
    for (let moves = 0; moves < 50; moves++) {
      change();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(shown.length).toBeGreaterThan(20);
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown.at(-1)).toEqual({ version: version(), kind: "final" });
  });

  it("shows nothing where there is nothing to show", async () => {
    const begin = vi.fn<() => undefined>(() => undefined);
    const follow = draftFirst(begin);
    follow();
    await vi.advanceTimersByTimeAsync(1000);
    follow();
    await vi.advanceTimersByTimeAsync(1000);
    expect(begin).toHaveBeenCalledTimes(2);
  });
});
