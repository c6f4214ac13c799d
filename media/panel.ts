/** The graph panel's page: hears the extension, keeps the view over reloads. Everything shown is in page.ts. */
import "./panel.css";
import type { FromPanel } from "../src/extension/panel/messages.js";
import { isToPanel } from "./incoming.js";
import { isRecord, type Kept, readView } from "./kept.js";
import { Layouter } from "./layout/layouter.js";
import { Page } from "./page.js";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: Kept): void;
};

// Known only while the script runs for the first time.
const layouter = new Layouter(document.currentScript instanceof HTMLScriptElement ? document.currentScript : null);

// May be asked for once only; nothing but this file has it.
const api = acquireVsCodeApi();
let page: Page | null = null;

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  const message = event.data;
  if (!isToPanel(message)) return;
  if (page === null && message.kind === "hello") {
    const kept = api.getState();
    page = new Page(
      document.getElementById("root") ?? document.body,
      message.strings,
      message.subject,
      readView(isRecord(kept) ? kept.view : null),
      layouter,
      { send: (sent) => api.postMessage(sent), keep: (state) => api.setState(state) },
    );
  }
  page?.hear(message);
});

api.postMessage({ kind: "ready" });
