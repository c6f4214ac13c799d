/**
 * A card written as a composition of other operations: value and rules follow from the one statement. The value is the
 * composition run without a trace; the adjoint is reverse mode over a fresh run of it (as checkpointing does).
 */
import { reverse } from "../autodiff/reverse.js";
import { copy, type NDArray } from "../tensor/array.js";
import { isFloating } from "../tensor/dtype.js";
import { constantNode, type Node } from "../trace/node.js";
import { Trace, unrecorded } from "../trace/trace.js";
import {
  type Attributes,
  type Card,
  defineStructural,
  type RuleContext,
  type StructuralCard,
  type TangentContext,
} from "./define.js";
import type { Operations } from "./operations.js";

type Compose = (ops: Operations, inputs: readonly Node[], attributes: Attributes) => Node;

export interface CompositeCard<Input extends string>
  extends Omit<StructuralCard<Input>, "kind" | "forward" | "vjp" | "vjpEach" | "jvp"> {
  /** The result in terms of operations. Inputs arrive in the dtype of the computation; integer and bool ones as they are. */
  readonly compose: Compose;
  /** Inputs that carry a gradient. */
  readonly differentiable: readonly NoInfer<Input>[];
}

export function defineComposite<const Input extends string>(card: CompositeCard<Input>): Card {
  const { compose, differentiable, ...rest } = card;
  return defineStructural<Input>({
    ...rest,
    forward: (inputs, attributes, dtype) => {
      const nodes = inputs.map((input) =>
        constantNode(
          isFloating(input.dtype) && input.dtype !== dtype && isFloating(dtype) ? copy(input, dtype) : input,
        ),
      );
      const result = inDtype(compose(unrecorded, nodes, attributes).value, dtype);
      // Only cards that say so are views.
      return !card.view && inputs.some((input) => input.buffer === result.buffer) ? copy(result) : result;
    },
    vjp: Object.fromEntries(
      differentiable.map((name) => [
        name,
        (c: RuleContext) => adjoint(compose, c, card.inputs.indexOf(name)),
      ]),
    ),
    jvp: (c) => tangent(compose, c),
  });
}

const inDtype = (array: NDArray, dtype: NDArray["dtype"]): NDArray =>
  array.dtype === dtype ? array : copy(array, dtype);

interface Tape {
  readonly ops: Operations;
  /** The input once more, as the node at which the walk back ends. */
  readonly alias: (node: Node) => Node;
}

/** The caller's own tape where it records, so that the result can be differentiated again; else a fresh one. */
function tapeFor(ops: Operations): Tape {
  const records = ops !== unrecorded && ops.reshape(constantNode(0), [1]).card !== null;
  if (records)
    return {
      ops,
      alias: (node) => (isFloating(node.value.dtype) ? ops.reshape(node, node.value.shape) : node),
    };
  const trace = new Trace({ elements: Infinity, bytes: Infinity });
  return { ops: trace.recorded, alias: (node) => trace.leaf(node.value, { kind: "computed" }, node.weak) };
}

function adjoint(compose: Compose, c: RuleContext, i: number): Node {
  const tape = tapeFor(c.ops);
  const inputs = c.list.map(tape.alias);
  const y = compose(tape.ops, inputs, c.attributes);
  return adjointIn(y, inputs[i]!, c.g, c.ops) ?? c.ops.zerosLike(c.list[i]!);
}

/** ∂y/∂target times g, walking only through what was made after the target. */
function adjointIn(y: Node, target: Node, g: Node, ops: Operations): Node | null {
  const seed = ops.reshape(ops.cast(g, y.value.dtype), y.value.shape);
  return (
    reverse(y, { seed, ops, enter: (node) => isFloating(node.value.dtype) && node.id >= target.id }).get(
      target,
    ) ?? null
  );
}

/** J·v as the adjoint of u ↦ Jᵀu, which is linear in u: reverse mode twice (Townsend 2017). */
function tangent(compose: Compose, c: TangentContext): Node {
  const tape = tapeFor(c.ops);
  const inputs = c.list.map(tape.alias);
  const y = compose(tape.ops, inputs, c.attributes);
  const u = tape.alias(tape.ops.zerosLike(y));
  let sum: Node | null = null;
  inputs.forEach((input, i) => {
    const direction = c.tangentList[i];
    if (!direction) return;
    const pulled = adjointIn(y, input, u, tape.ops);
    const pushed =
      pulled &&
      reverse(pulled, {
        seed: direction,
        ops: c.ops,
        enter: (node) => isFloating(node.value.dtype) && node.id >= u.id,
      }).get(u);
    if (pushed) sum = sum ? c.ops.add(sum, pushed) : pushed;
  });
  return sum ?? c.ops.zerosLike(c.out);
}
