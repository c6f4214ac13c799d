import assert from "node:assert/strict";
import { edgeAdjoint, inputAdjoints } from "../../src/engine/autodiff/reverse.js";
import { CARDS } from "../../src/engine/ops/registry.js";
import { copy, fromNumbers, toNumbers } from "../../src/engine/tensor/array.js";
import { isFloating } from "../../src/engine/tensor/dtype.js";
import { sizeOf } from "../../src/engine/tensor/shape.js";
import { constantNode } from "../../src/engine/trace/node.js";
import { Trace, unrecorded } from "../../src/engine/trace/trace.js";

/** Cards that give the adjoints of all inputs at once, with more than one input. */
const TOGETHER = CARDS.filter((card) => card.kind === "structural" && card.vjpTogether && card.inputs.length > 1);

describe("adjoints given together are those given one by one", () => {
  for (const card of TOGETHER)
    for (const [k, sample] of card.samples().entries())
      it(`${card.name}, sample ${k}`, () => {
        const trace = new Trace({ elements: 1e6, bytes: 1e9 });
        const inputs = sample.inputs.map((input) => trace.leaf(isFloating(input.dtype) ? copy(input, "float32") : input, { kind: "literal" }));
        const node = trace.apply(card, inputs, sample.attributes);
        const { dtype, shape } = node.value;
        const g = constantNode(fromNumbers(dtype, shape, Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(3 * i + 1))));
        const together = inputAdjoints(node, [g], unrecorded);
        const alone = inputs.map((input, i) => (isFloating(input.value.dtype) ? edgeAdjoint(node, i, g) : null));
        assert.deepEqual(together.map((one) => one && toNumbers(one.value)), alone.map((one) => one && toNumbers(one.value)));
      });
  it("there are such cards", () => assert.ok(TOGETHER.length > 10, String(TOGETHER.length)));
});
