/**
 * What the ways cost, counted: elementary operations on whole tensors. An elementwise card counts as the operations of
 * its statement, any other as one. The rules of forward and reverse mode are run in operations that count themselves.
 */
import { reverse } from "../../autodiff/reverse.js";
import { type Expression, ExpressionAlgebra } from "../../ops/algebra/expression.js";
import { Operations } from "../../ops/operations.js";
import { PICK } from "../../ops/pick.js";
import type { Growth } from "../../report/views/ways.js";
import type { Node } from "../../trace/node.js";
import { unrecorded } from "../../trace/trace.js";
import { tangentOrNone } from "../tangent.js";

/** `nodes`: all that the target depends on. `leaf` with a direction of its shape. */
export function counted(nodes: readonly Node[], target: Node, seed: Node | null, leaf: Node, direction: Node): Omit<Growth, "parameters"> {
  const forward = new Counter();
  const tangent = tangentOrNone(target, new Map([[leaf, direction]]), { ops: forward.operations });
  const backward = new Counter();
  reverse(target, { ops: backward.operations, ...(seed ? { seed } : {}) });
  return { evaluation: nodes.reduce((sum, node) => sum + operationsOf(node), 0), tangent: tangent && forward.count, backward: backward.count };
}

class Counter {
  count = 0;
  readonly operations = new Operations((card, inputs, attributes) => {
    const result = unrecorded.apply(card, inputs, attributes);
    // Rules are written in elementary operations already.
    this.count++;
    return result;
  });
}

function operationsOf({ card, attributes }: Node): number {
  if (!card || card === PICK) return 0;
  if (card.kind === "structural") return 1;
  const A = new ExpressionAlgebra();
  const value = card.value(A, Object.fromEntries(card.inputs.map((name) => [name, A.variable(name)])), attributes);
  const seen = new Set<Expression>([value]);
  let count = 0;
  for (const e of seen) {
    if (e.kind === "constant" || e.kind === "variable") continue;
    count++;
    if (e.kind === "negate" || e.kind === "call") seen.add(e.operand);
    else if (e.kind === "where") seen.add(e.test).add(e.then).add(e.otherwise);
    else seen.add(e.left).add(e.right);
  }
  return Math.max(1, count);
}
