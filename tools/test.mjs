// `npm test`: everything, from a fresh clone on. Ends with `N passed, M failed` over all suites.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { readReport, reportingTo } from "./results.mjs";
import { setup } from "./setup.mjs";

/** What must be in order but counts no tests: `args` of node. */
const checks = [
  { name: "typecheck", args: ["tools/typecheck.mjs"] },
  { name: "lint", args: ["node_modules/@biomejs/biome/bin/biome", "lint", "--reporter=summary", "."] },
];

const suites = [
  { name: "unit", args: ["test/host/run-mocha.mjs", "unit"] },
  { name: "editor", args: ["test/host/run-editor-suite.mjs", "index"] },
  { name: "restricted", args: ["test/host/run-editor-suite.mjs", "restricted"] },
  ...(existsSync(join(root, "test", "panel"))
    ? [{ name: "panel", args: ["test/host/run-mocha.mjs", "panel"] }]
    : []),
  // The packaged extension in a process of its own: another VS Code is started for it.
  { name: "packaged", args: ["test/host/run-mocha.mjs", "person", "--grep", "^the packaged extension"] },
  { name: "person", args: ["test/host/run-mocha.mjs", "person", "--grep", "^(?!the packaged extension)"] },
];

/** @type {string[]} */
const summary = [];
let passed = 0;
let failed = 0;

/** @param {string} name @param {() => string | null} action says what it did; null: it failed */
function step(name, action) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  let said = null;
  try {
    said = action();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  summary.push(`  ${name.padEnd(12)}${(said ?? "FAILED").padEnd(28)}${seconds.padStart(6)} s`);
  return said !== null;
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} env */
const node = (args, env = process.env) =>
  spawnSync(process.execPath, args, { cwd: root, env, stdio: "inherit" }).status === 0;

/** @param {string} name @param {string[]} args */
function check(name, args) {
  if (!step(name, () => (node(args) ? "in order" : null))) failed++;
}

/** @param {string} name @param {string[]} args @param {string} folder */
function suite(name, args, folder) {
  step(name, () => {
    const file = join(folder, `${name}.json`);
    const ended = node(args, reportingTo(file));
    const counts = readReport(file) ?? { passed: 0, failed: 0 };
    passed += counts.passed;
    failed += counts.failed;
    // It crashed, or ran nothing: no test of it failed, and all of them did.
    if (!ended && counts.failed === 0) failed++;
    return ended ? `${counts.passed} ok` : null;
  });
}

const prepared = step("setup", () => {
  setup();
  return "ready";
});
if (prepared && step("build", () => (node(["tools/build.mjs", "--strict"]) ? "built" : null))) {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-results-"));
  for (const { name, args } of checks) check(name, args);
  for (const { name, args } of suites) suite(name, args, folder);
  rmSync(folder, { recursive: true, force: true });
} else {
  failed++;
}

console.log(`\n${summary.join("\n")}\n`);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
