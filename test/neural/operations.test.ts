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

type Values = readonly (number | string)[];
interface Recorded {
  readonly card: string;
  readonly attributes: Attributes;
  readonly inputs: readonly { readonly dtype: Dtype; readonly shape: readonly number[]; readonly values: Values }[];
  readonly output: { readonly shape: readonly number[]; readonly values: Values };
  readonly upstream: Values;
  /** Of the floating inputs, in order; null: no path. */
  readonly gradients: readonly (Values | null)[];
  readonly directions: readonly Values[];
  /** Gradients of Σ gradient·direction; null: PyTorch gives none. */
  readonly second: readonly (Values | null)[] | null;
}

const inner = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const numbers = (values: Values): number[] => values.map(Number);

function close(what: string, got: readonly number[], wanted: Values | null): void {
  const expected = wanted ? numbers(wanted) : got.map(() => 0);
  assert.equal(got.length, expected.length, `${what}: ${got.length} numbers, must be ${expected.length}`);
  const scale = Math.max(1, ...expected.filter(Number.isFinite).map(Math.abs));
  got.forEach((value, i) => {
    const fits = Object.is(value, expected[i]) || value === expected[i] || Math.abs(value - expected[i]!) <= 1e-9 * scale;
    assert.ok(fits, `${what}[${i}]: ${value}, must be ${expected[i]}`);
  });
}

describe("operations against PyTorch", () => {
  const cases = JSON.parse(readFileSync(join("test", "neural", "operations.json"), "utf8")) as Recorded[];
  cases.forEach((recorded, position) => {
    const { card, attributes, inputs, output, upstream, gradients, directions, second } = recorded;
    it(`${position}: ${card}(${inputs.map(({ shape }) => `[${shape}]`).join(", ")}) ${JSON.stringify(attributes)} has PyTorch's value and derivatives`, () => {
      const trace = new Trace({ elements: 1e7, bytes: 1e9 });
      const leaves = inputs.map(({ dtype, shape, values }) => trace.leaf(fromNumbers(dtype, shape, numbers(values)), { kind: "literal" }));
      const y = trace.apply(card, leaves, attributes, torchPromotion(() => "float32"));
      assert.deepEqual([...y.value.shape], output.shape);
      close("value", toNumbers(y.value), output.values);
      const seed = constantNode(fromNumbers("float64", output.shape, numbers(upstream)));
      const floating = leaves.filter((leaf) => leaf.value.dtype === "float64").slice(0, gradients.length);
      const plain = reverse(y, { seed });
      floating.forEach((leaf, i) => close(`gradient ${i}`, toNumbers((plain.get(leaf) ?? constantNode(0)).value).slice(0, leaf.value.buffer.length), plain.get(leaf) ? gradients[i]! : null));
      floating.forEach((leaf, i) => { if (gradients[i]?.some((value) => value !== 0)) assert.ok(plain.get(leaf), `gradient ${i} is missing`); });
      // ⟨upstream, J·direction⟩ = ⟨Jᵀ·upstream, direction⟩: forward mode agrees.
      floating.forEach((leaf, i) => {
        if (!gradients[i] || "padding_idx" in attributes) return; // the framework drops a gradient there that does exist
        const tangent = forwardTangent(y, new Map([[leaf, constantNode(fromNumbers("float64", leaf.value.shape, numbers(directions[i]!)))]]));
        close(`tangent ${i}`, [inner(tangent ? toNumbers(tangent.value) : [], numbers(upstream))], [inner(numbers(gradients[i]!), numbers(directions[i]!))]);
      });
      if (!second) return;
      const ops = trace.recorded;
      const traced = reverse(y, { seed, ops });
      const parts = floating.flatMap((leaf, i): Node[] => {
        const gradient = traced.get(leaf);
        if (!gradient || !gradients[i]) return [];
        close(`recorded gradient ${i}`, toNumbers(gradient.value), gradients[i]!);
        return [ops.sum(ops.mul(gradient, constantNode(fromNumbers("float64", leaf.value.shape, numbers(directions[i]!)))))];
      });
      const again = reverse(parts.reduce((sum, part) => ops.add(sum, part)));
      floating.forEach((leaf, i) => { if (second[i]) close(`second ${i}`, toNumbers((again.get(leaf) ?? ops.zerosLike(leaf)).value), second[i]!); });
    });
  });
});
