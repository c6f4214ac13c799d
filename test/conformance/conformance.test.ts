/** One program an operation: loss and gradients as PyTorch computed them. `select.mjs` says where the cases come from. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ArrayView } from "../../src/engine/report/report.js";
import { analyze } from "../samples/engine.js";

type Nested = number | string | boolean | readonly Nested[];
interface Case {
  readonly id: string;
  readonly dtype: string;
  readonly source: string;
  readonly loss: number | string;
  readonly grads: Readonly<Record<string, { readonly shape: readonly number[]; readonly value: Nested }>>;
}

const SPELLED: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY };
const flatten = (value: Nested): number[] =>
  Array.isArray(value) ? value.flatMap(flatten) : [typeof value === "string" ? SPELLED[value] : Number(value)];

function agrees(what: string, got: ArrayView | null | undefined, shape: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.ok(got, `${what} is missing`);
  assert.ok(got.whole, `${what} is not whole`);
  assert.deepEqual([...got.shape], [...shape], `shape of ${what}`);
  assert.equal(got.values.length, expected.length, `elements of ${what}`);
  expected.forEach((wanted, i) => {
    const value = got.values[i];
    const same = value === wanted || (Number.isNaN(value) && Number.isNaN(wanted)) || Math.abs(value - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
    assert.ok(same, `${what}[${i}] is ${value}, PyTorch has ${wanted}`);
  });
}

describe("conformance", () => {
  const cases = readFileSync(join(process.cwd(), "test/conformance/cases.jsonl"), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as Case);

  it("has cases of more than 100 operations", () => assert.ok(cases.length > 100));

  for (const { id, dtype, source, loss, grads } of cases) {
    it(`${id} (${dtype}) has PyTorch's loss and gradients`, async () => {
      const { report } = await analyze("case.py", source, { wholeArrays: 4096 });
      const tolerance = dtype === "float32" ? 2e-4 : 1e-8;
      const variable = new Map(report.variables.map((one) => [one.name, one]));
      const said = [report.error, ...report.problems.map(({ message }) => message)].filter(Boolean).join("; ");
      agrees(`L (${said})`, variable.get("L")?.value, [], flatten(loss), tolerance);
      for (const [name, { shape, value }] of Object.entries(grads)) agrees(`${name}.grad`, variable.get(name)?.grad, shape, flatten(value), tolerance);
    });
  }
});
