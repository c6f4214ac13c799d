import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run, shown } from "./interpreter.js";

const folder = join("test", "python", "golden");

describe("the Python interpreter", () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".py")).sort()) {
    it(`prints what CPython prints for ${file}`, async () => {
      const finished = await run(readFileSync(join(folder, file), "utf8"));
      assert.equal(shown(finished), readFileSync(join(folder, file.replace(/\.py$/, ".txt")), "utf8"));
      assert.deepEqual(finished.problems.filter((problem) => problem.code === "internal"), []);
    });
  }
});
