/** What losses share: one number an element, then none, mean or sum of them. */
import { copy, type NDArray } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { broadcastShapes, type Shape, sizeOf } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { unrecorded } from "../../../trace/trace.js";
import { defineComposite } from "../../composite.js";
import { type Attributes, type Card, defineStructural, type Formula, OperationError, type RuleContext, type Sample } from "../../define.js";
import type { Operations } from "../../operations.js";
import { sumOfTangents } from "../linear/product-rules.js";

export type Inputs = readonly (Node | undefined)[];

export interface LossCard {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly optional?: Readonly<Record<string, number>>;
  /** Without `reduction`. */
  readonly attributes?: Attributes;
  readonly sentence: string;
  readonly spellings: readonly string[];
  readonly convention?: string;
  readonly samples: () => readonly Sample[];
  /** One loss an element (or a row). */
  readonly each: (ops: Operations, inputs: Inputs, attributes: Attributes) => Node;
  /** The shape of `each`; default: inputs 0 and 1 broadcast. */
  readonly eachShape?: (shapes: readonly Shape[], attributes: Attributes) => Shape;
  /** ∂(each)/∂input where each element depends on its own inputs only; without it the rules follow from `each`. */
  readonly slopes?: Readonly<Record<string, (ops: Operations, inputs: Inputs, attributes: Attributes) => Node>>;
  /** Inputs with a gradient; needed where `slopes` is not given. */
  readonly differentiable?: readonly string[];
  readonly withoutGradient?: readonly string[];
  readonly formula: { readonly value: Formula; readonly derivatives: Readonly<Record<string, Formula>> };
}

export function defineLoss({ each, eachShape = pairShape, slopes, differentiable = [], ...card }: LossCard): Card {
  const attributes = { ...card.attributes, reduction: "mean" };
  const rest = { ...card, attributes, dtype: "first" as const, shape: (shapes: readonly Shape[], given: Attributes) => reducedShape(eachShape(shapes, given), given) };
  const compose = (ops: Operations, inputs: Inputs, given: Attributes): Node => reduced(ops, each(ops, inputs, given), given);
  if (!slopes) return defineComposite({ ...rest, differentiable, compose });
  const share = (c: Pick<RuleContext, "ops" | "attributes" | "list">, node: Node): Node =>
    c.attributes.reduction === "mean" ? c.ops.scale(node, 1 / sizeOf(eachShape(c.list.map((input) => input.value.shape), c.attributes))) : node;
  return defineStructural({
    ...rest,
    forward: (inputs, given, dtype) => {
      const nodes = inputs.map((input) => constantNode(isFloating(input.dtype) && input.dtype !== dtype ? copy(input, dtype) : input));
      return inDtype(compose(unrecorded, nodes, given).value, dtype);
    },
    vjp: Object.fromEntries(Object.entries(slopes).map(([name, slope]) => [name, (c: RuleContext) => c.ops.mul(share(c, c.g), slope(c.ops, c.list, c.attributes))])),
    jvp: (c) => {
      const parts = Object.entries(slopes).map(([name, slope]) => {
        const tangent = c.tangents[name];
        return tangent ? reduced(c.ops, c.ops.mul(slope(c.ops, c.list, c.attributes), tangent), c.attributes) : null;
      });
      return sumOfTangents(c, parts);
    },
  });
}

const inDtype = (array: NDArray, dtype: NDArray["dtype"]): NDArray => (array.dtype === dtype ? array : copy(array, dtype));

export const reducedShape = (each: Shape, { reduction }: Attributes): Shape => (reduction === "none" ? each : []);

export function reduced(ops: Operations, each: Node, { reduction }: Attributes): Node {
  return reduction === "none" ? each : reduction === "sum" ? ops.sum(each) : ops.mean(each);
}

/** Input and target broadcast, with the framework's complaint where they do not. */
export function pairShape(shapes: readonly Shape[]): Shape {
  const [a, b] = [shapes[0]!, shapes[1]!];
  const shape = broadcastShapes(a, b);
  if (shape) return shape;
  let back = 1;
  while (a.at(-back) === b.at(-back) || a.at(-back) === 1 || b.at(-back) === 1) back++;
  throw new OperationError(`loss: input [${a.join(", ")}] and target [${b.join(", ")}] do not broadcast; they should be equal`, {
    torch: { type: "RuntimeError", message: `The size of tensor a (${a.at(-back)}) must match the size of tensor b (${b.at(-back)}) at non-singleton dimension ${Math.max(a.length, b.length) - back}` },
  });
}

/** max(x, 0) as `clamp_min` has it: at 0 the slope is 1. */
export const clampedAtZero = (ops: Operations, x: Node): Node => ops.where(ops.compare("ge", x, ops.constant(0)), x, ops.zerosLike(x));
export const difference = (ops: Operations, [x, target]: Inputs): Node => ops.sub(x!, target!);

/** `torch.nn.functional.NAME(…)`; deprecated size_average and reduce are left to the framework. */
export const lossSpelling = (name: string, inputs: string, attributes = ""): string[] => [`torch.nn.functional.${name}(${inputs}, *, ${attributes ? `${attributes}, ` : ""}reduction=reduction)`];
