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
  /** The same numbers in fewer passes. */
  readonly fused?: Fused;
}

/** What the composition and reverse mode over it give, to the last digit; null where it has to be composed. */
export interface Fused {
  readonly forward: (inputs: readonly NDArray[], attributes: Attributes) => NDArray | null;
  /** From the adjoint g of the result: those of the inputs that are wanted, null for the others. */
  readonly adjoints: (inputs: readonly NDArray[], g: NDArray, attributes: Attributes, wanted: readonly boolean[]) => readonly (NDArray | null)[] | null;
}

export function defineComposite<const Input extends string>(card: CompositeCard<Input>): Card {
  const { compose, differentiable, fused, ...rest } = card;
  return defineStructural<Input>({
    ...rest,
    forward: (inputs, attributes, dtype) => {
      const done = fused?.forward(inputs, attributes);
      if (done) return done;
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
      differentiable.map((name) => {
        const i = card.inputs.indexOf(name);
        return [name, (c: RuleContext) => adjoints(compose, c, c.list.map((_, k) => k === i))[i]!];
      }),
    ),
    vjpTogether: (c, given) => {
      const wanted = given.map((is, i) => is && differentiable.includes(card.inputs[i]!));
      const done = c.ops === unrecorded ? fused?.adjoints(c.list.map((node) => node.value), c.g.value, c.attributes, wanted) : null;
      return done ? done.map((array) => array && constantNode(array)) : adjoints(compose, c, wanted);
    },
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

/** The adjoints of the inputs that are wanted, by one walk over one fresh run. */
function adjoints(compose: Compose, c: RuleContext, wanted: readonly boolean[]): (Node | null)[] {
  if (!wanted.includes(true)) return wanted.map(() => null);
  const tape = tapeFor(c.ops);
  const inputs = c.list.map(tape.alias);
  const y = compose(tape.ops, inputs, c.attributes);
  const found = adjointsIn(y, inputs, inputs.filter((_, i) => wanted[i]), c.g, c.ops);
  return inputs.map((input, i) => (wanted[i] ? found.get(input) ?? c.ops.zerosLike(c.list[i]!) : null));
}

/** ∂y/∂target times g for each target, walking only through what was made after the inputs. */
function adjointsIn(y: Node, inputs: readonly Node[], targets: readonly Node[], g: Node, ops: Operations): ReadonlyMap<Node, Node> {
  const seed = ops.reshape(ops.cast(g, y.value.dtype), y.value.shape);
  const last = Math.max(...inputs.map(({ id }) => id));
  return reverse(y, { seed, ops, enter: (node) => isFloating(node.value.dtype) && (node.id > last || targets.includes(node)) });
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
    const pulled = adjointsIn(y, inputs, [input], u, tape.ops).get(input);
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
