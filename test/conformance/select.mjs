// Writes cases.jsonl anew: one case an operation, of about 150 operations spread over the alphabet.
//
//   node run.mjs dist/cli.js torch-ops.jsonl --out FAILED.jsonl       (run.mjs and torch-ops.jsonl: the conformance folder)
//   node test/conformance/select.mjs torch-ops.jsonl FAILED.jsonl
//
// Only cases that pass are taken: what fails is work to do, not a regression.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const OPERATIONS = 150;
/** Characters of one case; longer ones say no more. */
const LONGEST = 5000;

/** @param {string} file @returns {{ id: string, op: string, dtype: string, line: string }[]} */
const read = (file) =>
  readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => {
    const { id, op, dtype } = JSON.parse(line);
    return { id, op, dtype, line };
  });

const [all = "", failing = ""] = process.argv.slice(2);
const failed = new Set(read(failing).map(({ id }) => id));
const passing = read(all).filter(({ id, line }) => !failed.has(id) && line.length <= LONGEST && !line.includes('"summary"'));
const operations = [...new Set(passing.map(({ op }) => op))].sort();
const step = Math.max(1, operations.length / OPERATIONS);
/** @type {{ line: string }[]} */
const chosen = [];
for (let at = 0; Math.floor(at) < operations.length; at += step) {
  const op = operations[Math.floor(at)];
  const cases = passing.filter((one) => one.op === op);
  // Both precisions in turn, where an operation has both.
  const wanted = chosen.length % 2 ? "float32" : "float64";
  chosen.push(cases.find(({ dtype }) => dtype === wanted) ?? cases[0]);
}
writeFileSync(join(import.meta.dirname, "cases.jsonl"), chosen.map(({ line }) => `${line}\n`).join(""));
console.log(`${chosen.length} of ${operations.length} operations`);
