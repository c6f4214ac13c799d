import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { forwardTangent } from "../../src/engine/autodiff/forward.js";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import type { Attributes } from "../../src/engine/ops/define.js";
import { fromNumbers, toNumbers } from "../../src/engine/tensor/array.js";
import type { Dtype } from "../../src/engine/tensor/dtype.js";
import { constantNode, type Node } from "../../src/engine/trace/node.js";
import { torchPromotion } from "../../src/engine/trace/promotion.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { agrees } from "./tolerance.js";

type Values = readonly (number | string)[];
interface Recorded {
  readonly card: string;
  readonly attributes: Attributes;
  readonly inputs: readonly {
    readonly dtype: Dtype;
    readonly shape: readonly number[];
    readonly values: Values;
  }[];
  readonly output: { readonly dtype: Dtype; readonly shape: readonly number[]; readonly values: Values };
  readonly upstream?: Values;
  /** Of the floating inputs, in order; null: no path. */
  readonly gradients?: readonly (Values | null)[];
  readonly directions?: readonly Values[];
  /** Gradients of Σ gradient·direction; null: PyTorch gives none. */
  readonly second?: readonly (Values | null)[] | null;
}

const numbers = (values: Values): number[] => values.map(Number);
const finite = (values: readonly number[]): boolean => values.every(Number.isFinite);
const inner = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Where the two differ, with what went in at that place. */
function close(
  what: string,
  got: readonly number[],
  wanted: Values,
  inputs: readonly (readonly number[])[],
): void {
  assert.equal(got.length, wanted.length, `${what}: ${got.length} numbers, must be ${wanted.length}`);
  const bad = got.flatMap((value, i) =>
    agrees("recorded", value, Number(wanted[i]))
      ? []
      : [
          `${value}, must be ${wanted[i]} at (${inputs.map((list) => (list.length === got.length ? list[i] : "…")).join(", ")})`,
        ],
  );
  assert.deepEqual(bad, [], what);
}

/** "Infinity" and "inf" in attributes are numbers. */
const attributesOf = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      value === "inf" ? Infinity : value === "-inf" ? -Infinity : value,
    ]),
  );

function check({
  card,
  attributes,
  inputs,
  output,
  upstream,
  gradients,
  directions,
  second,
}: Recorded): void {
  const trace = new Trace({ elements: 1e7, bytes: 1e9 });
  const parse = (values: Values): number[] =>
    values.map((value) => (value === "inf" ? Infinity : value === "-inf" ? -Infinity : Number(value)));
  const lists = inputs.map(({ values }) => parse(values));
  const leaves = inputs.map(({ dtype, shape }, i) =>
    trace.leaf(fromNumbers(dtype, shape, lists[i]!), { kind: "literal" }),
  );
  const y = trace.apply(
    card,
    leaves,
    attributesOf(attributes),
    torchPromotion(() => "float32"),
  );
  assert.deepEqual([y.value.dtype, [...y.value.shape]], [output.dtype, output.shape]);
  close("value", toNumbers(y.value), parse(output.values), lists);
  if (!upstream || !gradients || !directions) return;
  const seed = constantNode(fromNumbers("float64", output.shape, numbers(upstream)));
  const floating = leaves.filter((leaf) => leaf.value.dtype === "float64");
  const plain = reverse(y, { seed });
  const numbersOf = (node: Node | undefined, like: Node): number[] =>
    node ? toNumbers(node.value) : toNumbers(like.value).map(() => 0);
  floating.forEach((leaf, i) => {
    if (gradients[i]) close(`gradient ${i}`, numbersOf(plain.get(leaf), leaf), parse(gradients[i]), lists);
  });
  floating.forEach((leaf, i) => {
    const gradient = gradients[i] && parse(gradients[i]);
    if (y.card?.kind === "structural" && y.card.followsFault) return;
    const tangent = forwardTangent(
      y,
      new Map([[leaf, constantNode(fromNumbers("float64", leaf.value.shape, numbers(directions[i]!)))]]),
    );
    if (!gradient || !tangent || !finite(gradient) || !finite(toNumbers(tangent.value))) return;
    close(
      `tangent ${i}`,
      [inner(toNumbers(tangent.value), numbers(upstream))],
      [inner(gradient, numbers(directions[i]!))],
      [],
    );
  });
  const ops = trace.recorded;
  const traced = reverse(y, { seed, ops });
  floating.forEach((leaf, i) => {
    if (gradients[i])
      close(`recorded gradient ${i}`, numbersOf(traced.get(leaf), leaf), parse(gradients[i]), lists);
  });
  if (!second) return;
  const parts = floating.flatMap((leaf, i): Node[] =>
    traced.get(leaf) && gradients[i]
      ? [
          ops.sum(
            ops.mul(
              traced.get(leaf)!,
              constantNode(fromNumbers("float64", leaf.value.shape, numbers(directions[i]!))),
            ),
          ),
        ]
      : [],
  );
  const again = reverse(parts.reduce((sum, part) => ops.add(sum, part)));
  // Where PyTorch's second derivative is 0·∞ behind a mask, and beside infinities, there is nothing to agree with.
  floating.forEach((leaf, i) => {
    if (!second[i]) return;
    const wanted = parse(second[i]!);
    const defined = wanted.map(
      (value, k) =>
        !Number.isNaN(value) &&
        lists.every((list) => list.length !== wanted.length || Number.isFinite(list[k])),
    );
    close(
      `second ${i}`,
      numbersOf(again.get(leaf), leaf).map((value, k) => (defined[k] ? value : 0)),
      wanted.map((value, k) => (defined[k] ? value : 0)),
      lists,
    );
  });
}

describe("operations against PyTorch, at ordinary and at edge values", () => {
  const cases = JSON.parse(readFileSync(join("test", "ops", "operations.json"), "utf8")) as Recorded[];
  cases.forEach((recorded, position) => {
    it(`${position}: ${recorded.card}(${recorded.inputs.map(({ shape }) => `[${shape}]`).join(", ")}) ${JSON.stringify(recorded.attributes)}`, () =>
      check(recorded));
  });
});
