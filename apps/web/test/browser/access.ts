import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "@genericdp/chromium";
import { describe, expect, it } from "vitest";
import type { Tour } from "./site.ts";

interface Axe {
  run(
    context: Document,
    options: { resultTypes: string[]; runOnly?: string[] },
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
}

const AXE = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));

/** Violations that axe finds on the current page; of `runOnly` rules, if given. */
async function objections(page: Page, runOnly?: string[]): Promise<string[][]> {
  // The page's security policy does not apply to evaluated code.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(await readFile(AXE, "utf8"));
  return page.evaluate(
    async (options) => {
      const { axe } = globalThis as typeof globalThis & { axe: Axe };
      const { violations } = await axe.run(document, options);
      return violations.map(({ id, nodes }) => [
        id,
        ...nodes.map((each) => `${each.html}: ${each.failureSummary}`),
      ]);
    },
    // Finding the selectors of everything that passes takes most of the time.
    { resultTypes: ["violations"], ...(runOnly === undefined ? {} : { runOnly }) },
  );
}

/** Tests that the page is accessible without good eyesight or a mouse. */
export function testAccess(tour: Tour): void {
  describe("accessibility", { timeout: 300_000 }, () => {
    it("axe finds no violation in light or dark mode", async () => {
      const { site, here } = tour;
      const { page } = here;
      const check = async (state: string, inDark = true) => {
        // Dark mode differs only in its colours.
        for (const colorScheme of inDark ? (["dark", "light"] as const) : (["light"] as const)) {
          // Reduced motion makes colours change at once.
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          const violations = await objections(page, colorScheme === "dark" ? ["color-contrast"] : undefined);
          expect({ state, colorScheme, violations }).toEqual({ state, colorScheme, violations: [] });
        }
      };
      await here.again();
      await check("empty");
      await here.open({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no image") });
      await page.locator("#open-failure strong").waitFor();
      await check("failed");
      await here.open(site.png);
      await page.locator("#detail-after[data-size]").waitFor();
      for (const task of ["Sharpen", "Enlarge", "Repair"]) {
        await page.locator(`.tasks label:has-text("${task}")`).click();
        await check(task, false);
      }
      await page.locator('.tasks label:has-text("Denoise")').click();
      await check("Denoise");
      await here.run();
      await check("done");
      await here.shoot("done-light");
      await page.emulateMedia({ colorScheme: "dark" });
      await here.shoot("done-dark");
      await page.goto(`${site.served.url}how.html`);
      await page.locator('body[data-ready="true"]').waitFor();
      await check("how it works");
    });

    it("everything can be done with the keyboard", async () => {
      const { site, here } = tour;
      const { page } = here;
      await here.again();
      await here.open(site.png);
      await here.examined();
      await page.locator("#run").focus();
      await page.keyboard.press("Enter");
      await page.locator('body[data-phase="done"]').waitFor();
      // The button that disappears passes its focus on.
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("save");
      await page.locator("#divider").focus();
      await page.keyboard.press("ArrowRight");
      expect(await page.locator("#divider").getAttribute("aria-valuenow")).toBe("52");
      await page.locator("#view").focus();
      const before = await page.locator("#zoom").textContent();
      await page.keyboard.press("+");
      expect(await page.locator("#zoom").textContent()).not.toBe(before);
      await page.keyboard.press("1");
      expect(await page.locator("#zoom").textContent()).toBe("100 %");
      await page.locator('input[value="inpaint"]').focus();
      await page.keyboard.press("Space");
      await page.locator("#view").focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Space");
      await expect.poll(() => page.locator("#run").isEnabled()).toBe(true);
    });
  });
}
