/** The suites that run in an extension host with a trusted workspace, a copy of samples/. */
import { runSuites } from "./harness.js";

export const run = () =>
  runSuites([
    () => import("./activation.editor.js"),
    () => import("./lens.editor.js"),
    () => import("./hover.editor.js"),
    () => import("./commands.editor.js"),
    () => import("./export.editor.js"),
    () => import("./write-back.editor.js"),
    () => import("./pins.editor.js"),
    () => import("./display.editor.js"),
    () => import("./worker.editor.js"),
    () => import("./long-runs.editor.js"),
    () => import("./speed.editor.js"),
  ]);
