/** The suites that run in Restricted Mode: a workspace that the user has not said to trust. */
import { runSuites } from "./harness.js";

export const run = () => runSuites([() => import("./restricted.editor.js")]);
