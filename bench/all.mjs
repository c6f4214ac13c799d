#!/usr/bin/env node
/**
 * `npm run bench [-- --python PY] [--rounds N] [--works abc] [--only works,interpreter] [--json FILE]`: everything that is
 * measured, one after the other, so that nothing disturbs another: the works with the peers, growth, whole programs beside
 * real Python (where one is named), an analysis of each sample, the way from a key to the lens in the real editor, the start.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
/** @param {string} name */
const option = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const python = option("--python");
/** @param {string[]} names the options of ours that a part knows, too */
const handed = (...names) => names.flatMap((name) => (option(name) === undefined ? [] : [name, String(option(name))]));

/** @type {readonly { readonly name: string, readonly file: string, readonly words: string[], readonly needsPython?: true }[]} */
const parts = [
  { name: "works", file: "run.mjs", words: ["--json", option("--json") ?? join(HERE, "..", "dist", "bench", "works.json"), ...handed("--works", "--rounds", "--python")] },
  { name: "growth", file: "growth.mjs", words: [] },
  { name: "interpreter", file: "interpreter.mjs", words: handed("--python", "--rounds"), needsPython: true },
  { name: "analyze", file: "analyze.mjs", words: [] },
  { name: "editor", file: "editor.mjs", words: [] },
  { name: "start", file: "start.mjs", words: [] },
];
const only = option("--only")?.split(",") ?? (option("--works") === undefined ? null : ["works"]);

const built = spawnSync(process.execPath, [join(HERE, "..", "tools", "build.mjs")], { stdio: "inherit" });
if (built.status !== 0) process.exit(1);
let failed = false;
for (const { name, file, words: given, needsPython } of parts) {
  if (only !== null && !only.includes(name)) continue;
  console.log(`\n== ${name}`);
  if (needsPython && python === undefined) {
    console.log("left out: no Python is named (--python PY)");
    continue;
  }
  failed = spawnSync(process.execPath, [join(HERE, file), ...given], { stdio: "inherit" }).status !== 0 || failed;
}
process.exitCode = failed ? 1 : 0;
