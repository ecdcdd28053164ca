import { describe, expect, it } from "vitest";
import { history } from "../src/app/history.ts";
import { DEFAULT_SETTINGS } from "../src/app/settings.ts";
import { INITIAL_STATE } from "../src/app/state.ts";
import { store } from "../src/app/store.ts";
import { choose } from "../src/app/suggest.ts";

function edited() {
  let now = 0;
  const app = store({ ...INITIAL_STATE, photo: {} as never });
  const { undo, redo } = history(app, () => now);
  const later = (): void => void (now += 10_000);
  return { app, undo, redo, later };
}
const stroke = { points: [{ x: 1, y: 2 }], radius: 3, erase: false };

describe("undo", () => {
  it("reverts settings and strokes, and redo applies them again", () => {
    const { app, undo, redo, later } = edited();
    const states = [app.get()];
    for (const change of [
      () => choose(app, { task: "inpaint" }),
      () => app.set({ strokes: [stroke] }),
      () => app.set({ strokes: [stroke, stroke] }),
      () => choose(app, { amount: "strong" }),
    ]) {
      change();
      later();
      states.push(app.get());
    }
    const of = ({ settings, own, strokes }: (typeof states)[number]) => ({ settings, own, strokes });
    for (const state of states.toReversed().slice(1)) {
      undo();
      expect(of(app.get())).toEqual(of(state));
    }
    undo();
    expect(of(app.get())).toEqual(of(states[0]!));
    for (const state of states.slice(1)) {
      redo();
      expect(of(app.get())).toEqual(of(state));
    }
    undo();
    later();
    choose(app, { scale: 4 });
    redo();
    expect(app.get().settings.scale).toBe(4);
  });

  it("treats moving a slider, and a stroke, as one change", () => {
    const { app, undo, later } = edited();
    for (const jpegQuality of [30, 31, 32]) choose(app, { jpegQuality });
    undo();
    expect(app.get().settings).toEqual(DEFAULT_SETTINGS);
    later();
    app.set({ strokes: [stroke] });
    app.set({ strokes: [{ ...stroke, points: [...stroke.points, { x: 5, y: 5 }] }] });
    undo();
    expect(app.get().strokes).toEqual([]);
  });

  it("does not return to another photo, or to settings before the examination", () => {
    const { app, undo, later } = edited();
    choose(app, { scale: 3 });
    later();
    app.set({ photo: { name: "other" } as never, settings: DEFAULT_SETTINGS, own: new Set() });
    app.set({ findings: "unknown", settings: { ...DEFAULT_SETTINGS, task: "deblur" } });
    undo();
    expect(app.get().settings.task).toBe("deblur");
  });
});
