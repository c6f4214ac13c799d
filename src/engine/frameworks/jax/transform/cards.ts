/** Operations that transformations put on the tape: an argument's own node, the parts of an array along an axis, their joining. */
import { type Card, defineStructural } from "../../../ops/define.js";
import type { Machine } from "../../../python/machine.js";
import { type NDArray, restride, zeros } from "../../../tensor/array.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { rulePromotion } from "../../../trace/trace.js";
import { frameworkMessages as say } from "../../messages.js";

/** The same value as a node of its own, so that a derivative with respect to it is not one with respect to what it was made from. */
const ARGUMENT = defineStructural({
  name: "argument",
  inputs: ["x"],
  dtype: "first",
  sentence: () => say.argument,
  spellings: [],
  samples: () => [],
  shape: ([shape]) => shape!,
  view: true,
  forward: ([x]) => x!,
  vjp: { x: (c) => c.g },
  jvp: "linear",
  formula: { value: { text: "y = {x}", latex: "y = {x}" }, derivatives: { x: { text: "{gy}", latex: "{gy}" } } },
});

/** An argument that derivatives are asked for: marked, so that walks enter nothing that does not depend on it. */
export function argumentNode(machine: Machine, node: Node): Node {
  const made = machine.trace.run(ARGUMENT, [node], {}, rulePromotion);
  made.requiresGrad = true;
  return made;
}

const without = (shape: Shape, axis: number): Shape => shape.filter((_, i) => i !== axis);

function partAt(x: NDArray, axis: number, index: number): NDArray {
  return restride(x, without(x.shape, axis), x.strides.filter((_, i) => i !== axis), x.offset + index * x.strides[axis]!);
}

/** One part as an operation on nodes, for rules. */
function selectNode(ops: { readonly slice: (a: Node, starts: readonly number[], stops: readonly number[], steps: readonly number[]) => Node; readonly reshape: (a: Node, shape: Shape) => Node }, x: Node, axis: number, index: number): Node {
  const { shape } = x.value;
  const one = ops.slice(x, shape.map((_, i) => (i === axis ? index : 0)), shape.map((length, i) => (i === axis ? index + 1 : length)), shape.map(() => 1));
  return ops.reshape(one, without(shape, axis));
}

const unstackCards = new Map<number, Card>();
function unstackCard(count: number): Card {
  let card = unstackCards.get(count);
  if (!card) {
    unstackCards.set(count, card = defineStructural({
      name: "unstack",
      inputs: ["x"],
      attributes: { axis: 0 },
      dtype: "first",
      sentence: say.takenApart,
      spellings: [],
      samples: () => [],
      outputs: Array.from({ length: count }, (_, i) => `part${i}`),
      shape: ([shape], a) => Array.from({ length: count }, () => without(shape!, Number(a.axis))),
      view: true,
      forward: ([x], a) => Array.from({ length: count }, (_, i) => partAt(x!, Number(a.axis), i)),
      vjp: {
        x: (c) => {
          const axis = Number(c.attributes.axis);
          const empty = c.gs.some((g) => !g) ? c.ops.constant(zeros(c.list[0]!.value.dtype, without(c.list[0]!.value.shape, axis))) : null;
          return c.ops.cat(c.gs.map((g) => c.ops.unsqueeze(g ?? empty!, axis)), axis); // there is one where a part has no adjoint
        },
      },
      jvp: "linear",
      jvpEach: (c, output) => selectNode(c.ops, c.tangentList[0]!, Number(c.attributes.axis), output), // asked only where x has a tangent
      formula: { value: { text: "parts of {x}", latex: "\\text{parts of }{x}" }, derivatives: { x: { text: "the parts' gradients, stacked", latex: "\\text{stack}({gy})" } } },
    }));
  }
  return card;
}

/** The parts of an array along an axis. */
export function unstack(machine: Machine, node: Node, axis: number): Node[] {
  const count = node.value.shape[axis]!;
  if (count === 1) return [machine.trace.apply("reshape", [node], { shape: without(node.value.shape, axis) })];
  const parts = machine.trace.run(unstackCard(count), [node], { axis }, rulePromotion);
  return parts.values.map((_, i) => machine.trace.pick(parts, i));
}

/** Nodes of one shape joined along a new axis. */
export function stack(machine: Machine, nodes: readonly Node[], axis: number): Node {
  const { trace } = machine;
  const apart = nodes.map((node) => trace.apply("unsqueeze", [node], { axis }));
  return apart.length === 1 ? apart[0]! : trace.apply("cat", apart, { axis });
}
