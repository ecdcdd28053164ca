// One file for both, so that the model is loaded once for all pages.
import { serveRestorer } from "genericdp/worker-server";
import { serveStudy } from "../study/serve-study.ts";

serveRestorer(globalThis);
serveStudy(globalThis);
