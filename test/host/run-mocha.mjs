// Runs the built tests of one kind in Node: `node test/host/run-mocha.mjs unit|panel|person [--grep TEXT]`.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import Mocha from "mocha";
import { dist } from "../../tools/paths.mjs";
import { report } from "../../tools/results.mjs";

process.setSourceMapsEnabled(true); // stacks of the bundles speak of the sources

const kind = process.argv[2] ?? "unit";
const grepAt = process.argv.indexOf("--grep");
const folder = join(dist, "test", kind);
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
      /\.(test|panel|person)\.mjs$/.test(path),
    )
  : [];

const mocha = new Mocha({
  reporter: kind === "unit" ? "dot" : "spec",
  timeout: kind === "unit" ? 10_000 : 120_000,
  ...(grepAt > 0 ? { grep: process.argv[grepAt + 1] } : {}),
  forbidOnly: process.env.CI !== undefined,
});
for (const file of files.sort()) mocha.addFile(join(folder, file));
await mocha.loadFilesAsync();
const failed = await new Promise((resolve) => {
  const runner = mocha.run(() => resolve(runner.stats?.failures ?? 1));
  runner.once("end", () =>
    report(kind, { passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 1 }),
  );
});
// A handle that a test forgot must not keep this process; its failures have been counted.
process.exit(failed === 0 && process.exitCode === undefined ? 0 : 1);
