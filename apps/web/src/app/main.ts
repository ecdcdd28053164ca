import { engine } from "../engine/engine.ts";
import { worksOffline } from "../offline/register.ts";
import { actionPanel, backendSaid } from "../panel/action-panel.ts";
import { batchPanel } from "../panel/batch-panel.ts";
import { detailPanel } from "../panel/detail-panel.ts";
import { filePanel } from "../panel/file-panel.ts";
import { keyboard } from "../panel/keyboard.ts";
import { kernelPanel } from "../panel/kernel-panel.ts";
import { settingsPanel } from "../panel/settings-panel.ts";
import { viewPanel } from "../panel/view-panel.ts";
import { studyUrl } from "../photos.ts";
import { actions } from "./actions.ts";
import { batch } from "./batch.ts";
import { demo } from "./demo.ts";
import { byId, setText } from "./dom.ts";
import { history } from "./history.ts";
import { INITIAL_STATE } from "./state.ts";
import type { AppState } from "./state.ts";
import { store } from "./store.ts";

const app = store<AppState>(INITIAL_STATE);
const threads = engine();
const commands = actions(app, threads);

settingsPanel(app);
kernelPanel(app);
filePanel(app, commands, batchPanel(app, batch(app, threads), commands.close));
viewPanel(app);
detailPanel(app, threads);
actionPanel(app, commands);
keyboard(app, commands, history(app));
demo(app, threads.detail, studyUrl);

const backend = byId("backend", HTMLElement);
app.watch(({ info }) => {
  setText(backend, info ? backendSaid(info) : "");
  backend.title = info?.backend.reason ?? "";
});
// An error concerns the settings that it occurred with.
app.watch(({ settings, failure }, before) => {
  if (failure !== undefined && settings !== before.settings) app.set({ failure: undefined });
});
worksOffline();
