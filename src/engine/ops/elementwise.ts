/** Elementwise cards as array loops: forward, and adjoint times partial in one pass. */

import { broadcastTo, copy, isContiguous, type NDArray, wrap } from "../tensor/array.js";
import { allocate, type Buffer, type Dtype } from "../tensor/dtype.js";
import { kernelElementwise } from "../tensor/wasm/elementwise.js";
import { kernels } from "../tensor/wasm/kernels.js";
import { broadcastShapes, sameShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Algebra } from "./algebra/algebra.js";
import { compileLoop, type Loop } from "./algebra/compile.js";
import { type Expression, ExpressionAlgebra, variablesOf } from "./algebra/expression.js";
import { DeferredElementwise } from "./deferred-elementwise.js";
import { type Attributes, type ElementwiseCard, OperationError } from "./define.js";

export interface Compiled {
  readonly loop: Loop;
  /** What its kernel is called, if there is one; null: it does not compute in float32. */
  readonly kernel: string | null;
  /** Which of the inputs the expression reads. */
  readonly reads: readonly number[];
  /** Adjoint times a partial of 1: the adjoint. */
  readonly handsOn: boolean;
  /** Of a value: whether a partial reads it. */
  readonly isReadAgain: boolean;
}

/** Under attributes that are not the defaults. */
const withAttributes = new Map<string, Compiled>();

/** Elements from which copying them to the kernels pays. */
const WORTH = 1000;

/** y = value(inputs) of their common shape from inputs rounded to `computeDtype`: float32 and the halves step by step in float32, else in doubles; then rounded to `dtype`. */
export function elementwiseForward(
  card: ElementwiseCard,
  inputs: readonly NDArray[],
  attributes: Attributes,
  computeDtype: Dtype,
  dtype: Dtype,
  shape = commonShape(card.name, inputs),
): NDArray {
  const statement = compiledFor(card, attributes, null, isSingle(computeDtype));
  const isLarge = computeDtype === "float32" && dtype === "float32" && sizeOf(shape) >= WORTH;
  return (isLarge ? DeferredElementwise.value(statement, inputs, shape) : null) ?? run(statement, inputs, shape, computeDtype, dtype);
}

/** g · ∂y/∂input, of the result's shape. The order of arrays: g, the inputs, y. */
export function elementwiseAdjoint(
  card: ElementwiseCard,
  input: string,
  g: NDArray,
  inputs: readonly NDArray[],
  y: NDArray,
  attributes: Attributes,
): NDArray {
  const statement = compiledFor(card, attributes, input, isSingle(g.dtype));
  if (statement.handsOn && sameShape(g.shape, y.shape)) return g;
  const arrays = [g, ...inputs, y];
  const { shape } = y;
  return (sizeOf(shape) >= WORTH ? DeferredElementwise.of(statement, arrays, shape) : null) ?? run(statement, arrays, shape, g.dtype, g.dtype);
}

/** The shape the inputs broadcast to, or an error in the framework's words. */
export function commonShape(name: string, inputs: readonly NDArray[]): Shape {
  const first = inputs[0]!.shape;
  let i = 1;
  while (i < inputs.length && sameShape(inputs[i]!.shape, first)) i++;
  if (i === inputs.length) return first; // as for most
  const shape = broadcastShapes(...inputs.map((input) => input.shape));
  if (shape) return shape;
  throw broadcastError(
    name,
    inputs.map((input) => input.shape),
  );
}

function broadcastError(name: string, shapes: readonly Shape[]): OperationError {
  const [a = [], b = []] = shapes;
  const list = (shape: Shape): string => `[${shape.join(", ")}]`;
  let torch = `The size of tensor a (${a.at(-1)}) must match the size of tensor b (${b.at(-1)}) at non-singleton dimension ${Math.max(a.length, b.length) - 1}`;
  for (let back = 1; back <= Math.min(a.length, b.length); back++) {
    const [m, n] = [a[a.length - back]!, b[b.length - back]!];
    if (m === n || m === 1 || n === 1) continue;
    torch = `The size of tensor a (${m}) must match the size of tensor b (${n}) at non-singleton dimension ${Math.max(a.length, b.length) - back}`;
    break;
  }
  const tuples = shapes.map((shape) => `(${shape.join(",")}${shape.length === 1 ? "," : ""})`).join(" ");
  return new OperationError(
    `${name}: ${shapes.map(list).join(" and ")} do not broadcast; sizes must be equal or 1, counted from the last axis`,
    {
      torch: { type: "RuntimeError", message: torch },
      numpy: {
        type: "ValueError",
        message: `operands could not be broadcast together with shapes ${tuples} `,
      },
    },
  );
}

/** The frameworks compute the halves in float32, too. */
const isSingle = (dtype: Dtype): boolean => dtype === "float32" || dtype === "float16" || dtype === "bfloat16";

/** The card's value (`partial` null) or adjoint-times-partial, made once for each set of attributes. */
function compiledFor(card: ElementwiseCard, attributes: Attributes, partial: string | null, single: boolean): Compiled {
  if (card.attributes && card.attributes !== attributes) {
    const key = `${single ? "single " : ""}${card.name}|${partial ?? ""}|${JSON.stringify(attributes)}`;
    let found = withAttributes.get(key);
    if (!found) withAttributes.set(key, (found = compiled(card, attributes, partial, single)));
    return found;
  }
  const loops = (single ? card.compiled.singleLoops : card.compiled.doubleLoops) as (Compiled | undefined)[]; // only this file writes them
  const place = partial === null ? 0 : card.inputs.indexOf(partial) + 1;
  return (loops[place] ??= compiled(card, attributes, partial, single));
}

function compiled(card: ElementwiseCard, attributes: Attributes, partial: string | null, single: boolean): Compiled {
  const { expression, variables } = statementOf(card, attributes, partial);
  const read = variablesOf(expression);
  return {
    loop: compileLoop(expression, variables, single),
    kernel: single ? kernelName(card, partial, attributes) : null,
    handsOn: expression.kind === "variable" && expression.name === ADJOINT,
    reads: variables.flatMap((name, i) => (read.includes(name) ? [i] : [])),
    isReadAgain: partial === null && Object.keys(card.partials).some((name) => variablesOf(statementOf(card, attributes, name).expression).includes(RESULT)),
  };
}

/** What the kernel of a card's value, or of adjoint times partial, is called: with the attributes that are not the defaults. */
export function kernelName(card: ElementwiseCard, partial: string | null, attributes: Attributes): string {
  const own = Object.entries(attributes).filter(([name, value]) => value !== card.attributes?.[name]);
  return [partial === null ? `value_${card.name}` : `adjoint_${card.name}_${partial}`, ...own.flat()].join("_").replace(/\W/g, (sign) => `$${sign.charCodeAt(0)}`);
}

const ADJOINT = "adjoint g";
const RESULT = "result y";

/** The expression and the order of the arrays it is computed from. */
export function statementOf(card: ElementwiseCard, attributes: Attributes, partial: string | null): { readonly expression: Expression; readonly variables: readonly string[] } {
  const A = new ExpressionAlgebra();
  const inputs = Object.fromEntries(card.inputs.map((name) => [name, A.variable(name)]));
  if (partial === null) return { expression: card.value(A, inputs, attributes), variables: card.inputs };
  const rule = card.partials[partial];
  const derivative = rule ? rule(A, inputs, A.variable(RESULT), attributes) : A.constant(0);
  return { expression: times(A, A.variable(ADJOINT), derivative), variables: [ADJOINT, ...card.inputs, RESULT] };
}

/**
 * g · derivative, where a branch that is 0 gives 0 and not g · 0: the frameworks mask the adjoint (relu, clamp, where),
 * so an infinite adjoint does not become NaN there.
 */
export function times(A: Algebra<Expression>, g: Expression, derivative: Expression): Expression {
  if (derivative.kind === "constant" && derivative.value === 0) return derivative;
  if (derivative.kind === "constant" && derivative.value === 1) return g;
  if (derivative.kind === "constant" && derivative.value === -1) return A.neg(g);
  if (derivative.kind === "where") {
    const [then, otherwise] = [times(A, g, derivative.then), times(A, g, derivative.otherwise)];
    return then === otherwise ? then : A.where(derivative.test, then, otherwise);
  }
  if (derivative.kind === "binary" && derivative.operator === "div") return A.div(times(A, g, derivative.left), derivative.right);
  return A.mul(g, derivative);
}

/** Stands for what an expression does not read. */
const UNREAD = new Float64Array(1);

function run(
  { loop, kernel, reads }: Compiled,
  inputs: readonly NDArray[],
  shape: Shape,
  computeDtype: Dtype,
  dtype: Dtype,
): NDArray {
  const count = sizeOf(shape);
  const mayUseKernel = kernel !== null && dtype === "float32" && count >= WORTH;
  const buffers: Buffer[] = [];
  const offsets: number[] = [];
  const steps: number[] = [];
  for (let i = 0; i < inputs.length; i++) {
    if (!reads.includes(i)) {
      buffers.push(UNREAD);
      offsets.push(0);
      steps.push(0);
      continue;
    }
    const input = inputs[i]!;
    // The kernels read floats only.
    const rounded = needsRounding(input.dtype, computeDtype) || (mayUseKernel && input.dtype === "bool") ? copy(input, computeDtype) : input;
    const step = isRepeated(rounded) ? 0 : 1;
    const dense = step === 0 ? rounded : inRows(broadcastTo(rounded, shape));
    buffers.push(dense.buffer);
    offsets.push(dense.offset);
    steps.push(step);
  }
  const native = mayUseKernel && reads.every((i) => buffers[i] instanceof Float32Array) ? kernels() : null;
  const done = native && kernelElementwise(native, kernel!, reads.map((i) => ({ buffer: buffers[i] as Float32Array, at: offsets[i]!, step: steps[i]! })), count); // `as`: seen above
  if (done) return wrap(dtype, shape, done);
  const needsConversion =
    dtype === "bool" || dtype === "float16" || dtype === "bfloat16" || dtype === "int64";
  const out = needsConversion ? new Float64Array(count) : allocate(dtype, count);
  loop(out, buffers, offsets, steps, count);
  const result = wrap(needsConversion ? "float64" : dtype, shape, out);
  return needsConversion ? copy(result, dtype) : result;
}

/** One number, however often. */
function isRepeated({ shape, strides }: NDArray): boolean {
  for (let axis = 0; axis < shape.length; axis++) if (strides[axis] !== 0 && shape[axis] !== 1) return false;
  return true;
}

const inRows = (array: NDArray): NDArray => (isContiguous(array) ? array : copy(array));

/** A double that takes part in a single-precision operation is rounded first. */
const needsRounding = (from: Dtype, to: Dtype): boolean =>
  (from === "float64" && (to === "float32" || to === "float16" || to === "bfloat16")) ||
  (from === "float32" && (to === "float16" || to === "bfloat16"));
