import * as assert from "node:assert/strict";
import { FUNCTIONS } from "../../src/engine/ops/algebra/functions.js";
import {
  type Card,
  defineElementwise,
  defineStructural,
  type ElementwiseCard,
  type StructuralCard,
} from "../../src/engine/ops/define.js";
import { CARDS, cardNamed } from "../../src/engine/ops/registry.js";
import { contiguous, restride } from "../../src/engine/tensor/array.js";
import { constantNode } from "../../src/engine/trace/node.js";
import { violations } from "./contract.js";

describe("every card keeps its contract", () => {
  for (const card of CARDS) it(card.name, () => assert.deepEqual(violations(card), []));

  it("every function of the algebra has a card of its name", () => {
    for (const name of Object.keys(FUNCTIONS)) assert.equal(cardNamed(name).kind, "elementwise");
  });
});

const structural = (name: string, changes: Partial<StructuralCard>): Card =>
  defineStructural({ ...(cardNamed(name) as StructuralCard), ...changes }); // names below are of structural cards
const elementwise = (name: string, changes: Partial<ElementwiseCard>): Card =>
  defineElementwise({ ...(cardNamed(name) as ElementwiseCard), ...changes }); // and these of elementwise ones

/** Real cards, each with one thing made wrong, and what the test must say. */
const PLANTED: readonly (readonly [string, Card, RegExp])[] = [
  [
    "a derivative with a wrong factor",
    elementwise("mul", { partials: { x: (A, { y }) => A.mul(A.constant(2), y!), y: (_, { x }) => x! } }),
    /x0: jvp against the central difference/,
  ],
  [
    "a derivative with a wrong sign",
    elementwise("sub", { partials: { x: (A) => A.constant(1), y: (A) => A.constant(1) } }),
    /y1: jvp/,
  ],
  [
    "an input without a rule",
    elementwise("hypot", { partials: { x: (A, { x }, z) => A.div(x!, z) } }),
    /y1 has no rule, but the value depends on it/,
  ],
  [
    "a vjp that is not the transpose of the jvp",
    structural("sum", { vjp: { x: (c) => c.ops.scale((cardNamed("sum") as StructuralCard).vjp.x!(c), 2) } }),
    /⟨Jᵀu, v⟩/,
  ],
  [
    "a vjp in another order",
    structural("permute", { vjp: { x: (c) => c.ops.reshape(c.g, c.in.x!.value.shape) } }),
    /⟨Jᵀu, v⟩/,
  ],
  [
    "a vjp of another shape",
    structural("permute", { vjp: { x: (c) => c.ops.cat([c.g, c.g], 0) } }),
    /elements do not fill|shape/,
  ],
  [
    "a jvp that forgets an input",
    structural("scatter_add", { jvp: (c) => c.tangents.x ?? c.ops.zerosLike(c.in.x!) }),
    /source2: jvp/,
  ],
  [
    "a vjp that cuts the second derivative off",
    structural("logsumexp", {
      vjp: {
        x: (c) =>
          c.ops.constant(
            (cardNamed("logsumexp") as StructuralCard).vjp.x!({ ...c, g: constantNode(c.g.value, false) })
              .value,
          ),
      },
    }),
    /second derivative/,
  ],
  [
    "a shape rule that disagrees with forward",
    structural("mean", { shape: () => [7] }),
    /shape rule says \[7\]/,
  ],
  [
    "a view that is a copy",
    structural("transpose", {
      forward: ([x], a, dtype) =>
        contiguous((cardNamed("transpose") as StructuralCard).forward([x!], a, dtype) as never),
    }),
    /view is on/,
  ],
  [
    "a copy that is a view",
    structural("clone", { forward: ([x]) => restride(x!, x!.shape, x!.strides) }),
    /not a view/,
  ],
  [
    "a forward that reads the buffer without its layout",
    structural("cumsum", {
      forward: ([x], a, dtype) =>
        (cardNamed("cumsum") as StructuralCard).forward(
          [{ ...x!, strides: contiguousOf(x!.shape), offset: 0 }],
          a,
          dtype,
        ),
    }),
    /inputs with gaps/,
  ],
  [
    "an input written",
    structural("clone", {
      forward: ([x], a, dtype) => {
        const y = (cardNamed("clone") as StructuralCard).forward([x!], a, dtype);
        x!.buffer[x!.offset] = 99;
        return y;
      },
    }),
    /an input was written/,
  ],
  [
    "a derivative without a formula",
    structural("sum", { formula: { value: { text: "∑ {x}", latex: "\\sum {x}" }, derivatives: {} } }),
    /x has no formula/,
  ],
  [
    "braces that do not match",
    structural("sum", {
      formula: {
        value: { text: "∑ {x}", latex: "\\sum {{x}" },
        derivatives: { x: { text: "{gy}", latex: "{gy}" } },
      },
    }),
    /braces/,
  ],
  [
    "a spelling that names what is not there",
    elementwise("add", { spellings: ["torch.add(input=x, other=z)"] }),
    /names z/,
  ],
  ["no sample", elementwise("add", { samples: () => [] }), /no sample/],
  ["a fragment for a sentence", elementwise("add", { sentence: "adds" }), /sentence/],
];

function contiguousOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}

describe("the contract test catches what is planted", () => {
  for (const [what, card, says] of PLANTED) {
    it(what, () => {
      let found: string[];
      try {
        found = violations(card);
      } catch (error) {
        found = [String(error)];
      }
      assert.match(found.join("\n"), says);
    });
  }
});
