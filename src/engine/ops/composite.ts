/**
 * A card written as a composition of other operations: value and rules follow from the one statement. The value is the
 * composition run without a trace; the adjoint is reverse mode over a fresh run of it (as checkpointing does).
 */
import { reverse } from "../autodiff/reverse.js";
import { copy, type NDArray } from "../tensor/array.js";
import { isFloating } from "../tensor/dtype.js";
import { constantNode, type Node } from "../trace/node.js";
import { Trace, unrecorded } from "../trace/trace.js";
import { type Attributes, type Card, defineStructural, type RuleContext, type StructuralCard, type TangentContext } from "./define.js";
import type { Operations } from "./operations.js";

type Compose = (ops: Operations, inputs: readonly Node[], attributes: Attributes) => Node;

export interface CompositeCard<Input extends string> extends Omit<StructuralCard<Input>, "kind" | "forward" | "vjp" | "vjpEach" | "jvp"> {
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
      const nodes = inputs.map((input) => constantNode(isFloating(input.dtype) && input.dtype !== dtype && isFloating(dtype) ? copy(input, dtype) : input));
      return inDtype(compose(unrecorded, nodes, attributes).value, dtype);
    },
    vjp: Object.fromEntries(differentiable.map((name) => [name, (c: RuleContext) => adjoint(compose, c, card.inputs.indexOf(name))])),
    jvp: (c) => tangent(compose, c),
  });
}

const inDtype = (array: NDArray, dtype: NDArray["dtype"]): NDArray => (array.dtype === dtype ? array : copy(array, dtype));

/** Operations with a tape: the caller's own where it has one, so that the result can be differentiated again. */
const taped = (ops: Operations): Operations => (ops === unrecorded ? new Trace({ elements: Infinity, bytes: Infinity }).recorded : ops);

/** A node of the given tape that is the input again; the walk back ends there. */
const alias = (ops: Operations, node: Node): Node => (isFloating(node.value.dtype) ? ops.reshape(node, node.value.shape) : node);

function adjoint(compose: Compose, c: RuleContext, i: number): Node {
  const tape = taped(c.ops);
  const inputs = c.list.map((input) => alias(tape, input));
  const target = inputs[i]!;
  const y = compose(tape, inputs, c.attributes);
  return adjointIn(y, target, inputs, c.g, c.ops) ?? c.ops.zerosLike(c.list[i]!);
}

/** ∂y/∂target times g, walking only through what was made after the inputs. */
function adjointIn(y: Node, target: Node, inputs: readonly Node[], g: Node, ops: Operations): Node | null {
  const first = Math.min(...inputs.filter((input) => input.id >= 0).map((input) => input.id));
  const seed = ops.reshape(ops.cast(g, y.value.dtype), y.value.shape);
  return reverse(y, { seed, ops, enter: (node) => isFloating(node.value.dtype) && node.id >= first && node.id >= target.id }).get(target) ?? null;
}

/** J·v as the adjoint of u ↦ Jᵀu, which is linear in u: reverse mode twice (Townsend 2017). */
function tangent(compose: Compose, c: TangentContext): Node {
  const tape = taped(c.ops);
  const inputs = c.list.map((input) => alias(tape, input));
  const y = compose(tape, inputs, c.attributes);
  const u = alias(tape, tape.zerosLike(y));
  let sum: Node | null = null;
  inputs.forEach((input, i) => {
    const direction = c.tangentList[i];
    if (!direction) return;
    const pulled = adjointIn(y, input, inputs, u, tape);
    const pushed = pulled && reverse(pulled, { seed: direction, ops: c.ops, enter: (node) => isFloating(node.value.dtype) && node.id >= u.id }).get(u);
    if (pushed) sum = sum ? c.ops.add(sum, pushed) : pushed;
  });
  return sum ?? c.ops.zerosLike(c.out);
}
