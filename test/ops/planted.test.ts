import * as assert from "node:assert/strict";
import type { Card, StructuralCard } from "../../src/engine/ops/define.js";
import { cardNamed } from "../../src/engine/ops/registry.js";
import { violations } from "./contract.js";

const structural = (name: string, change: (card: StructuralCard) => Partial<StructuralCard>): Card => {
  const card = cardNamed(name);
  assert.ok(card.kind === "structural");
  return { ...card, ...change(card) };
};

/** Rules that are wrong on purpose, and the words of the check that must find them. */
const PLANTED: readonly (readonly [string, () => Card, RegExp])[] = [
  ["a gradient of twice the size", () => structural("sum", (card) => ({ vjp: { x: (c) => c.ops.scale(card.vjp.x!(c), 2) } })), /⟨Jᵀu, v⟩/],
  ["a gradient of the wrong shape", () => structural("mean", () => ({ vjp: { x: (c) => c.g } })), /do not fill/],
  ["a tangent with the wrong sign", () => structural("matmul", () => ({ jvp: (c) => c.ops.neg(c.ops.matmul(c.tangents.a ?? c.ops.zerosLike(c.in.a!), c.in.b!)) })), /central difference/],
  ["a missing rule", () => structural("matmul", ({ vjp }) => ({ vjp: { a: vjp.a! } })), /has no rule/],
  ["a shape rule that lies", () => structural("sum", () => ({ shape: () => [7] })), /shape rule says/],
  ["a view that copies", () => structural("clone", () => ({ view: true })), /buffer of its own/],
  ["a copy that shares", () => structural("reshape", () => ({ view: false })), /shares the buffer/],
  ["a rule without a formula", () => structural("sum", ({ formula }) => ({ formula: { ...formula, derivatives: {} } })), /has no formula/],
  ["no samples", () => ({ ...cardNamed("exp"), samples: () => [] }), /no sample/],
  ["a spelling of nothing", () => ({ ...cardNamed("exp"), spellings: ["torch.exp(input=nothing)"] }), /neither an input nor an attribute/],
];

/** What the contract finds; a rule that cannot even run ends in an error of its own. */
function findings(card: Card): string {
  try {
    return violations(card).join("\n");
  } catch (error) {
    return String(error);
  }
}

describe("the contract finds planted faults", () => {
  for (const [what, make, words] of PLANTED) it(what, () => assert.match(findings(make()), words));
});
