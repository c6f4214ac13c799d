import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { codeOf, fileOf } from "../../src/cli/kept-code.js";

describe("kept code", () => {
  const code = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 31) & 255));

  it("is read as it was written", () => {
    assert.deepEqual(codeOf(fileOf(code)), code);
  });

  it("is refused with any byte changed, and where something is missing", () => {
    const file = fileOf(code);
    for (let at = 0; at < file.length; at++) {
      const damaged = Buffer.from(file);
      damaged[at]! ^= 1 << (at & 7);
      assert.equal(codeOf(damaged), undefined, `byte ${at}`);
    }
    for (const length of [0, 3, 4, file.length - 4, file.length - 1]) assert.equal(codeOf(file.subarray(0, length)), undefined, `${length} bytes`);
  });

  it("is what the build has left for the command line", () => {
    assert.ok((codeOf(readFileSync("dist/cli-engine.cache"))?.length ?? 0) > 100_000);
  });
});
