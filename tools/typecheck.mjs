// Checks the types of every part of the project; each part sees only the globals that exist where it runs.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./paths.mjs";

const projects = [".", "src/engine", "media", "test/person"];

let inOrder = true;
for (const project of projects) {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", project], { cwd: root, stdio: "inherit" });
  if (status !== 0) inOrder = false; // go on: one run shows the errors of all
}
if (!inOrder) process.exitCode = 1;
