/**
 * Begins the thread of the command line with what V8 has compiled before (`cli-engine.cache`, written by
 * tools/code-cache.mjs). V8 itself refuses what another version of it, or another text, has left there; then it compiles.
 */
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const HERE = dirname(typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url));
const FILE = join(HERE, "cli-engine.js");

function kept(): Buffer | undefined {
  try {
    return readFileSync(join(HERE, "cli-engine.cache"));
  } catch {
    return undefined;
  }
}

const cachedData = kept();
const script = new Script(Module.wrap(readFileSync(FILE, "utf8")), { filename: FILE, ...(cachedData ? { cachedData } : {}) });
const module = { exports: {} };
// As Node runs a CommonJS module.
script.runInThisContext().call(module.exports, module.exports, createRequire(FILE), module, FILE, HERE);
