/** Every operation: its own rule raises no alarm, and a wrong one planted in its place is found. */
import { strict as assert } from "node:assert";
import { CARDS } from "../../src/engine/ops/registry.js";
import type { Card } from "../../src/engine/ops/define.js";
import { checked, FAULTS, planted } from "./planted.js";

/** Rules that are the framework's and not the derivative. */
const FAULTY = CARDS.filter((card) => card.followsFault).map(({ name }) => name);

/** The faint one in the first sample of every card; the others take turns. */
const faultsOf = (card: Card, sample: number) => (sample === 0 ? [FAULTS[0]!, FAULTS[1 + (CARDS.indexOf(card) % 2)]!] : [FAULTS[sample % FAULTS.length]!]);

describe("wrong rules planted in every operation", () => {
  let found = 0;
  let plants = 0;
  const operations = new Set<string>();
  const without = { "a result that is no floating number": [] as string[], "a gradient of 0, or none": [] as string[] };
  after(() => {
    console.log(`  ${found} of ${plants} planted rules found, in ${operations.size} operations of ${CARDS.length}`);
    for (const [reason, names] of Object.entries(without)) console.log(`  not planted, ${reason}: ${names.join(", ")}`);
  });

  for (const card of CARDS) {
    it(card.name, function () {
      this.timeout(60_000);
      let isPlanted = false;
      let floats = false;
      for (const [k, sample] of card.samples().entries()) {
        const right = checked(card, sample);
        floats ||= right !== null;
        if (!right || right.isZero) continue;
        const alarms = right.rows.filter(({ verdict }) => verdict === "wrong").map((row) => `sample ${k}, ${row.name}: ${row.reason}`);
        if (!FAULTY.includes(card.name)) assert.deepEqual(alarms, []);
        if (card.withholds?.({ ...card.attributes, ...sample.attributes })) continue;
        for (const fault of faultsOf(card, k)) {
          isPlanted = true;
          plants++;
          const wrong = checked(planted(card, fault), sample)!; // as the right one
          const missed = !wrong.rows.some(({ verdict }) => verdict === "wrong");
          assert.ok(!missed, `sample ${k}, ${fault}: ${wrong.rows.map((row) => `${row.name} ${row.verdict}: ${row.reason}`).join("; ")}`);
          found++;
        }
      }
      if (isPlanted) operations.add(card.name);
      else without[floats ? "a gradient of 0, or none" : "a result that is no floating number"].push(card.name);
    });
  }
});
