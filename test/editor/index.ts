/** The suites that run in an extension host with a trusted workspace, a copy of samples/. */
import { runSuites } from "./harness.js";

export const run = () => runSuites([() => import("./activation.editor.js")]);
