/** The verdicts of the gradient check on programs whose verdict is known, as a table. */
import { strict as assert } from "node:assert";
import { analyze } from "../samples/engine.js";
import { KNOWN } from "./cases.js";
import { finished, tableOf } from "./finished.js";

describe("verdicts of the gradient check", () => {
  const table: string[][] = [];
  after(() => console.log(tableOf(["case", "verdicts", "reason"], table)));

  it("are known for 40 cases and more", () => assert.ok(KNOWN.length >= 40));

  for (const { name, code, verdicts, says } of KNOWN) {
    it(`${name}: ${Object.values(verdicts).join(", ")}`, async () => {
      const { rows } = finished((await analyze("case.py", code)).check());
      const wanted = rows.filter((row) => row.name in verdicts);
      table.push([name, wanted.map((row) => row.verdict).join(", "), wanted[0]?.reason ?? ""]);
      assert.deepEqual(Object.fromEntries(wanted.map((row) => [row.name, row.verdict])), verdicts, wanted.map((row) => row.reason).join("\n"));
      if (says) assert.match(wanted[0]!.reason, says);
    });
  }
});
