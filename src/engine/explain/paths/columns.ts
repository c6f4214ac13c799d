/**
 * Local derivatives between elements: of all elements of an operation's result with respect to one element of one
 * input, a column of its Jacobian. A use is read apart from the others: x·x has two uses with one column each.
 */
import { adjointFromOutputs, edgeAdjoint } from "../../autodiff/reverse.js";
import { elementwiseAdjoint } from "../../ops/elementwise.js";
import { computeAdjoints, computedAdjoint, hasNumbers, scalarFunctions } from "../../ops/scalars.js";
import { contiguous, full, item, type NDArray, size, wrap } from "../../tensor/array.js";
import { allocate } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import { constantNode, flagsOf, Node } from "../../trace/node.js";
import { tangentOrNone } from "../tangent.js";
import type { TargetGraph } from "../target-graph.js";
import type { Use } from "./uses.js";

/** The elements of the result that react, with their derivatives; zeros are left out. */
export interface Column {
  readonly at: readonly number[];
  readonly derivatives: readonly number[];
}

/** "none": the operation gives no gradient to this input. "closed": its derivatives could not be told apart. */
export type ColumnAnswer = Column | "none" | "closed";

/** Elements of a result up to which a Jacobian without a tangent rule is read row by row. */
const MOST_ROWS = 256;

export class Columns {
  /** Elements touched so far. */
  work = 0;
  private readonly diagonals = new Map<Node, (ArrayLike<number> | null)[]>();
  private readonly rows = new Map<Node, Map<number, ArrayLike<number>[] | null>>();
  private readonly flat = new Map<NDArray, ArrayLike<number>>();
  private readonly handedOn = new Map<Node, Map<number, Node | null>>();

  constructor(private readonly graph: TargetGraph) {}

  /** ∂L/∂ of an element; NaN: none has arrived. */
  adjoint(node: Node, index: number): number {
    const adjoint = this.graph.gradients.adjoints.get(node);
    return adjoint ? this.elements(adjoint.value)[index]! : Number.NaN;
  }

  of(use: Use, index: number): ColumnAnswer {
    const { operation, slot } = use;
    const functions = use.result === operation ? scalarFunctions(operation) : null;
    if (functions && hasNumbers(operation)) {
      this.work += 1;
      if ((functions.reach & (1 << slot)) === 0) return "none";
      computeAdjoints(operation, functions, 1, 1 << slot);
      const derivative = computedAdjoint(slot);
      return derivative === 0 ? EMPTY : { at: [0], derivatives: [derivative] };
    }
    const given = this.given(use);
    if (!given) return "none";
    if (operation.card?.kind === "elementwise") return this.elementwise(use, index);
    return this.checked(use, index, this.byTangent(use, index), given) ?? this.checked(use, index, this.byRows(use, index), given) ?? "closed";
  }

  /** What the use hands on, for the adjoint of its own result alone. */
  given(use: Use): Node | null {
    const { operation, slot, result } = use;
    let known = this.handedOn.get(result);
    if (!known) this.handedOn.set(result, (known = new Map()));
    let given = known.get(slot);
    if (given === undefined) {
      const adjoint = this.graph.gradients.adjoints.get(result);
      given = !adjoint ? null : result === operation ? this.graph.edge(operation, slot) : handed(use, adjoint);
      known.set(slot, given);
    }
    return given;
  }

  elements(array: NDArray): ArrayLike<number> {
    let known = this.flat.get(array);
    if (!known) this.flat.set(array, (known = size(array) === 1 ? [item(array)] : contiguous(array).buffer));
    return known;
  }

  private elementwise({ operation, slot }: Use, index: number): ColumnAnswer {
    const { card, value } = operation;
    const input = operation.inputs[slot]!.value;
    let diagonals = this.diagonals.get(operation);
    if (!diagonals) this.diagonals.set(operation, (diagonals = []));
    let diagonal = diagonals[slot];
    if (diagonal === undefined) {
      const name = card!.inputs[slot]!;
      this.work += size(value);
      diagonal =
        card!.kind === "elementwise" && card!.partials[name]
          ? this.elements(elementwiseAdjoint(card!, name, full(value.dtype, value.shape, 1), operation.inputs.map((one) => one.value), value, operation.attributes))
          : null;
      diagonals[slot] = diagonal;
    }
    if (!diagonal) return "none";
    const at = broadcastOf(index, input.shape, value.shape).filter((place) => diagonal[place] !== 0);
    this.work += at.length;
    return { at, derivatives: at.map((place) => diagonal[place]!) };
  }

  /** One forward pass through the operation alone, along the element. null: it has no such rule. */
  private byTangent(use: Use, index: number): ArrayLike<number> | null {
    const { operation, output, slot } = use;
    const inputs = operation.inputs.map(({ value, weak }) => constantNode(value, weak));
    const apart = new Node(operation.id, operation.card, inputs, operation.attributes, operation.values, operation.origin, null, null, flagsOf(inputs, operation.origin, operation.weak));
    const { result } = use;
    const target = result === operation ? apart : new Node(result.id, result.card, [apart], { index: output }, result.values, result.origin, null, null, flagsOf([apart], result.origin, result.weak));
    const input = inputs[slot]!;
    this.work += size(result.value) + size(input.value);
    const tangent = tangentOrNone(target, new Map([[input, constantNode(oneAt(input.value, index), false)]]));
    return tangent && this.fresh(tangent.value);
  }

  /** One backward rule an element of the result: all columns at once. */
  private byRows(use: Use, index: number): ArrayLike<number> | null {
    const { result, slot } = use;
    let known = this.rows.get(result);
    if (!known) this.rows.set(result, (known = new Map()));
    let rows = known.get(slot);
    if (rows === undefined) {
      const count = size(result.value);
      rows = count <= MOST_ROWS ? Array.from({ length: count }, (_, row) => this.row(use, row)) : null;
      known.set(slot, rows);
    }
    return rows?.map((row) => row[index] ?? 0) ?? null;
  }

  private row(use: Use, row: number): ArrayLike<number> {
    const { result, operation, slot } = use;
    this.work += size(operation.inputs[slot]!.value);
    const given = handed(use, constantNode(oneAt(result.value, row), false));
    return given ? this.fresh(given.value) : [];
  }

  /** Believed only if, with the adjoints of the result, it gives what the operation hands on. */
  private checked({ result }: Use, index: number, column: ArrayLike<number> | null, given: Node): Column | null {
    const adjoint = this.graph.gradients.adjoints.get(result);
    if (!column || !adjoint) return null;
    const weights = this.elements(adjoint.value);
    const at: number[] = [];
    const derivatives: number[] = [];
    let sum = 0;
    let magnitude = 0;
    for (let place = 0; place < column.length; place++) {
      const derivative = column[place]!;
      if (derivative === 0) continue;
      at.push(place);
      derivatives.push(derivative);
      sum += derivative * weights[place]!;
      magnitude += Math.abs(derivative * weights[place]!);
    }
    const expected = this.elements(given.value)[index]!;
    const precision = result.value.dtype === "float64" ? 1e-9 : result.value.dtype === "float32" ? 1e-3 : 0.1;
    const fits = Number.isFinite(sum) && Number.isFinite(expected) ? Math.abs(sum - expected) <= precision * Math.max(magnitude, Math.abs(expected)) : true;
    return fits ? { at, derivatives } : null;
  }

  /** Not remembered: one of many. */
  private fresh(array: NDArray): ArrayLike<number> {
    this.work += size(array);
    return contiguous(array).buffer;
  }
}

const EMPTY: Column = { at: [], derivatives: [] };

/** The backward rule of one use for an adjoint of its result. */
export function handed({ operation, output, result, slot }: Use, adjoint: Node): Node | null {
  return result === operation ? edgeAdjoint(operation, slot, adjoint) : adjointFromOutputs(operation, slot, operation.values.map((_, k) => (k === output ? adjoint : null)));
}

function oneAt({ dtype, shape }: NDArray, index: number): NDArray {
  if (shape.length === 0) return full(dtype, shape, 1);
  const buffer = allocate(dtype, sizeOf(shape));
  buffer[index] = 1;
  return wrap(dtype, shape, buffer);
}

/** Row-major indices in `shape` of the places that the element of an input of `from` is repeated to. */
function broadcastOf(index: number, from: readonly number[], shape: readonly number[]): number[] {
  let places = [0];
  let step = 1;
  let rest = index;
  for (let back = 1; back <= shape.length; back++) {
    const length = shape[shape.length - back]!;
    const own = from[from.length - back] ?? 1;
    const at = rest % own;
    rest = Math.floor(rest / own);
    const indices = own === length ? [at] : Array.from({ length }, (_, i) => i);
    const stride = step;
    places = indices.flatMap((i) => places.map((place) => place + i * stride));
    step *= length;
  }
  return places;
}
