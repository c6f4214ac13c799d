/**
 * Begins the thread of the command line with what V8 has compiled before (`cli-engine.cache`). V8 refuses what another
 * version of it has left there, `codeOf` what is damaged; then it is compiled. Started by itself and not as a thread,
 * `node cli-thread.js`, it writes that file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { isMainThread } from "node:worker_threads";
import { codeOf, fileOf } from "./kept-code.js";

const HERE = dirname(typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url));
const FILE = join(HERE, "cli-engine.js");
const CACHE = join(HERE, "cli-engine.cache");

function kept(): Buffer | undefined {
  try {
    return codeOf(readFileSync(CACHE));
  } catch {
    return undefined;
  }
}

const cachedData = isMainThread ? undefined : kept();
const script = new Script(Module.wrap(readFileSync(FILE, "utf8")), { filename: FILE, ...(cachedData ? { cachedData } : {}) });
const module = { exports: {} };
// As Node runs a CommonJS module.
script.runInThisContext().call(module.exports, module.exports, createRequire(FILE), module, FILE, HERE);
// Only now: the functions that were called at the start are in it.
if (isMainThread) writeFileSync(CACHE, fileOf(script.createCachedData()));
