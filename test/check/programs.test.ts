/** No false alarm: the check over the recorded programs, whose gradients agree with the frameworks'. */
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckRow, Verdict } from "../../src/engine/report/report.js";
import { analyze, SAMPLES, sampleText } from "../samples/engine.js";
import { finished, tableOf } from "./finished.js";

const FOLDER = join(process.cwd(), "test/programs");
const programs = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py") && path !== "record.py").map((path) => path.replaceAll("\\", "/")).sort();
const cases = readFileSync(join(process.cwd(), "test/conformance/cases.jsonl"), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as { id: string; source: string }); // written by select.mjs

/** Gradients that are truly not derivatives, each with its reason. */
const MEANT: Readonly<Record<string, string>> = {
  "basics/custom_functions.py": "a gradient reversal layer: its backward turns the sign on purpose",
  "nn.functional.max_unpool2d#eac05b79b47a": "two numbers go to one place; PyTorch hands the gradient to both, though only the later one stands",
  "nn.functional.max_unpool3d#f4ca187178d0": "as above",
};

/** All of them take minutes: with CHECK_ALL set, else every tenth. */
const checkedPrograms = programs.filter((path, i) => process.env.CHECK_ALL !== undefined || i % 10 === 0 || path in MEANT);

async function rowsOf(name: string, text: string): Promise<readonly CheckRow[]> {
  return finished((await analyze(name, text, { milliseconds: 60_000 })).check()).rows;
}

describe("the gradient check raises no false alarm", function () {
  this.timeout(180_000);
  const counts = new Map<string, Record<Verdict, number>>();
  after(() => console.log(tableOf(["of", "rows", "match", "kink", "ill-conditioned", "wrong"], [...counts].map(([of, one]) => [of, ...[Object.values(one).reduce((a, b) => a + b), one.match, one.kink, one["ill-conditioned"], one.wrong].map(String)]))));
  const sees = (of: string, name: string, rows: readonly CheckRow[]): void => {
    const count = counts.get(of) ?? { match: 0, kink: 0, "ill-conditioned": 0, wrong: 0 };
    counts.set(of, count);
    for (const row of rows) count[row.verdict]++;
    if (process.env.SEE) for (const row of rows) if (row.verdict !== "match") console.log(name, row.name, row.verdict, row.index, row.direction, row.reason, row.cause?.operation);
    const wrong = rows.filter((row) => row.verdict === "wrong").map((row) => `${row.name}: ${row.reason}`);
    if (name in MEANT) assert.ok(wrong.length > 0, `${name} is not found: ${MEANT[name]}`);
    else assert.deepEqual(wrong, [], name);
  };

  for (const name of SAMPLES) it(name, async () => sees("samples", name, await rowsOf(name, sampleText(name))));
  for (const path of checkedPrograms) it(path, async () => sees("programs", path, await rowsOf(path, readFileSync(join(FOLDER, path), "utf8"))));
  for (const { id, source } of cases) it(id, async () => sees("conformance", id, await rowsOf("case.py", source)));
});
