import { CHROMIUM, NO_CHROMIUM } from "@genericdp/chromium";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { testAccess } from "./access.ts";
import { testFiles } from "./files.ts";
import { testFindings } from "./findings.ts";
import { testGpu } from "./gpu.ts";
import { testHosts } from "./hosts.ts";
import { testMore } from "./more.ts";
import { testPhoto } from "./photo.ts";
import { openSite } from "./site.ts";
import type { Tour } from "./site.ts";
import { testWork } from "./work.ts";
import { visit } from "./visit.ts";

/*
 * All tests are in one file, so that the site is built once and one visitor sees most of it. A new visitor
 * costs seconds of processor time, for processes and the offline copy; reloading the page costs a tenth of
 * that.
 */
const tour = {} as Tour;
beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  const site = await openSite();
  Object.assign(tour, { site, here: await visit(site.browser, site.served.url) });
});
beforeEach((test) => test.skip(CHROMIUM === undefined, NO_CHROMIUM));
afterAll(() => tour.site?.close());

testPhoto(tour);
testFiles(tour);
testFindings(tour);
testMore(tour);
testWork(tour);
testAccess(tour);
testHosts(tour);
testGpu(tour);
