/** Reports and explanations of the samples against recorded ones. RECORD_SAMPLES=1 writes them anew. */
import { strict as assert } from "node:assert";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arrayText } from "../../src/engine/report/numbers.js";
import { analyze, SAMPLES, sampleText } from "./engine.js";

const GOLDEN = join(process.cwd(), "test/samples/golden");
const PYTHON = join(process.cwd(), "test/samples/python");

/** The report in a form a person can review. */
async function summary(name: string): Promise<string> {
  const analysis = await analyze(name, sampleText(name));
  const { report } = analysis;
  const lenses = report.lenses.map((lens) => {
    const gradient = lens.gradient.kind === "value" ? `${arrayText(lens.gradient.view)}${lens.gradient.zeroBecause ? ` (${lens.gradient.zeroBecause})` : ""}` : lens.gradient.reason;
    const framework = lens.framework ? (lens.framework.kind === "none" ? "None" : lens.framework.sameAsLens ? "same" : arrayText(lens.framework.view)) : "";
    return `${lens.span.start} ${lens.name} = ${arrayText(lens.value)} | ${gradient} | ${framework}`;
  });
  return [
    `target ${report.target?.name} = ${report.target ? arrayText(report.target.value) : ""}`,
    ...lenses,
    ...report.problems.map((problem) => `problem ${problem.code} ${problem.span.start}: ${problem.message}`),
    "", analysis.explain(),
  ].join("\n");
}

describe("samples", () => {
  for (const name of SAMPLES) {
    it(`${name} gives the recorded report and explanation`, async () => {
      const file = join(GOLDEN, `${name}.txt`);
      const found = await summary(name);
      if (process.env.RECORD_SAMPLES) writeFileSync(file, found);
      assert.ok(existsSync(file), "nothing is recorded for this sample");
      assert.equal(found, readFileSync(file, "utf8"));
    });

    if (!name.endsWith(".py")) continue;
    it(`${name} prints what Python prints`, async () => {
      const { report } = await analyze(name, sampleText(name));
      assert.equal(report.error, null);
      printsTheSame(report.stdout, readFileSync(join(PYTHON, `${name}.txt`), "utf8"));
    });
  }
});

/** A number of more than 7 significant digits: its last ones depend on the order of additions in the framework's kernels. */
const LONG = /-?\d+\.\d{7,}(?:e[-+]\d+)?/g;

/** The same characters; long numbers agree to 1e-6 of their size. */
function printsTheSame(found: string, expected: string): void {
  assert.equal(found.replace(LONG, "…"), expected.replace(LONG, "…"));
  const numbers = found.match(LONG) ?? [];
  (expected.match(LONG) ?? []).forEach((wanted, i) => {
    const apart = Math.abs(Number(numbers[i]) - Number(wanted));
    assert.ok(apart <= 1e-6 * Math.abs(Number(wanted)), `printed ${numbers[i]}, Python prints ${wanted}`);
  });
}
