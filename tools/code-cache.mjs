// Keeps what V8 compiles when a bundle starts, so that the next start need not: see src/cli/compiled.ts.
import { readFileSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

/** Writes `cache` beside the CommonJS bundle `file`, whose top level is run once. @param {string} file @param {string} cache */
export function keepCode(file, cache) {
  const script = new Script(Module.wrap(readFileSync(file, "utf8")), { filename: file });
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  // Only now: the functions that were called at the start are in it.
  writeFileSync(cache, script.createCachedData());
}
