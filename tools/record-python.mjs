// Records what real Python prints for the programs in test/python/golden: `node tools/record-python.mjs [NAME…]`.
// Needs python3 (3.11). The tests themselves read the recordings and need no Python.
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { root } from "./paths.mjs";

const folder = join(root, "test", "python", "golden");
const wanted = process.argv.slice(2);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".py")).sort()) {
  const name = file.slice(0, -".py".length);
  if (wanted.length && !wanted.includes(name)) continue;
  const { stdout, stderr, error } = spawnSync("python3", [join(folder, file)], {
    encoding: "utf8",
    env: { ...process.env, PYTHONHASHSEED: "0" },
  });
  if (error) throw error;
  // The last line of a traceback is what an uncaught exception comes to.
  const lastLine = /^Traceback/m.test(stderr) ? `${stderr.trimEnd().split("\n").at(-1)}\n` : "";
  writeFileSync(join(folder, `${name}.txt`), stdout + lastLine);
}
