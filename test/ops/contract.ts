/** What every card owes: the checks of `contract.test.ts`, as functions from a card to what is wrong with it. */
import { forwardTangent } from "../../src/engine/autodiff/forward.js";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import type { Card, Sample } from "../../src/engine/ops/define.js";
import {
  contiguous,
  copy,
  fromNumbers,
  type NDArray,
  restride,
  size,
  toNumbers,
  wrap,
} from "../../src/engine/tensor/array.js";
import { isFloating } from "../../src/engine/tensor/dtype.js";
import { contiguousStrides, sameShape } from "../../src/engine/tensor/shape.js";
import { constantNode, type Node } from "../../src/engine/trace/node.js";
import { plainPromotion } from "../../src/engine/trace/promotion.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { textViolations } from "./contract-texts.js";
import { agrees, type Comparison } from "./tolerance.js";

const newTrace = (): Trace => new Trace({ elements: 1e6, bytes: 1e9 });
const leavesOf = (trace: Trace, inputs: readonly NDArray[]): Node[] =>
  inputs.map((input) => trace.leaf(input, { kind: "literal" }));
const run = (trace: Trace, card: Card, inputs: readonly Node[], sample: Sample): Node =>
  trace.run(card, inputs, sample.attributes ?? {}, plainPromotion);
const valueAt = (card: Card, sample: Sample, inputs: readonly NDArray[]): NDArray => {
  const trace = newTrace();
  return run(trace, card, leavesOf(trace, inputs), sample).value;
};

/** Numbers of both signs, different for every `phase`. */
const weights = (count: number, phase: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.cos(phase + 1.7 * i) + 0.1);
const direction = (array: NDArray, phase: number): NDArray =>
  fromNumbers("float64", array.shape, weights(size(array), phase));
const inner = (a: NDArray, b: NDArray): number =>
  toNumbers(a).reduce((sum, value, i) => sum + value * toNumbers(b)[i]!, 0);
const largest = (array: NDArray): number =>
  toNumbers(array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** x + h·v. */
const moved = (x: NDArray, v: NDArray, h: number): NDArray =>
  fromNumbers(
    x.dtype,
    x.shape,
    toNumbers(x).map((value, i) => value + h * toNumbers(v)[i]!),
  );
const STEP = Math.cbrt(2 ** -52);

function compare(what: string, comparison: Comparison, got: NDArray, wanted: NDArray): string[] {
  if (!sameShape(got.shape, wanted.shape))
    return [`${what}: shape [${got.shape}], must be [${wanted.shape}]`];
  const [left, right] = [toNumbers(got), toNumbers(wanted)];
  const bad = left.findIndex((value, i) => !agrees(comparison, value, right[i]!, largest(wanted)));
  return bad < 0 ? [] : [`${what}: ${left[bad]} at ${bad}, must be ${right[bad]}`];
}

/** The names of a card's inputs as rules know them: "tensors..." stands for each. */
const inputName = (card: Card, i: number): string => card.inputs[i] ?? card.inputs.at(-1) ?? "";

function hasRule(card: Card, i: number): boolean {
  if (card.kind === "elementwise") return inputName(card, i) in card.partials;
  return inputName(card, i).endsWith("...") ? card.vjpEach !== undefined : inputName(card, i) in card.vjp;
}

/** Indices of the inputs that a gradient can reach. */
const differentiable = (card: Card, sample: Sample): number[] =>
  sample.inputs.flatMap((input, i) => (isFloating(input.dtype) && hasRule(card, i) ? [i] : []));

/** Value: shape rule, dtype, inputs left alone, the same from inputs of any layout. */
export function valueViolations(card: Card, sample: Sample): string[] {
  const before = sample.inputs.map((input) => toNumbers(input).join());
  const y = valueAt(card, sample, sample.inputs);
  const found: string[] = [];
  if (sample.inputs.some((input, i) => toNumbers(input).join() !== before[i]))
    found.push("an input was written");
  if (card.kind === "structural") {
    const ruled = card.shape(
      sample.inputs.map((input) => input.shape),
      { ...card.attributes, ...sample.attributes },
    );
    if (!sameShape(ruled as readonly number[], y.shape))
      found.push(`shape rule says [${ruled}], forward gives [${y.shape}]`); // one output: a plain shape
  }
  if (card.dtype === "bool" && y.dtype !== "bool") found.push(`dtype is ${y.dtype}, must be bool`);
  if (card.dtype === "int64" && y.dtype !== "int64") found.push(`dtype is ${y.dtype}, must be int64`);
  if (isFloating(y.dtype) && toNumbers(y).some((value) => !Number.isFinite(value)))
    found.push("a sample gives a value that is not finite");
  if (!card.name.includes("as_strided"))
    found.push(
      ...compare(
        "value from inputs with gaps",
        "identity",
        valueAt(card, sample, sample.inputs.map(withGaps)),
        y,
      ),
    );
  found.push(...singleViolations(card, sample, y));
  return found;
}

/** In float32 a float result is float32, and near the one in doubles. */
function singleViolations(card: Card, sample: Sample, y: NDArray): string[] {
  if (card.dtype === "attribute" || !isFloating(y.dtype) || card.name.includes("as_strided")) return [];
  const narrow = valueAt(
    card,
    sample,
    sample.inputs.map((input) => (input.dtype === "float64" ? copy(input, "float32") : input)),
  );
  if (narrow.dtype !== "float32") return [`the dtype of a float32 result is ${narrow.dtype}`];
  const far = toNumbers(narrow).findIndex(
    (value, i) => Math.abs(value - toNumbers(y)[i]!) > 1e-4 * Math.max(1, largest(y)),
  );
  return far < 0 ? [] : [`in float32 ${toNumbers(narrow)[far]}, in float64 ${toNumbers(y)[far]}`];
}

/** The same elements with every second place of a longer last axis left out, not at the start of the buffer. */
function withGaps(array: NDArray): NDArray {
  const shape = array.shape.length ? array.shape : [1];
  const wide = [...shape.slice(0, -1), 2 * shape.at(-1)!];
  const strides = contiguousStrides(wide);
  const whole = wrap(
    array.dtype,
    wide,
    new (contiguous(array).buffer.constructor as Float64ArrayConstructor)(2 * size(array) + 3),
  ); // a typed array's constructor makes its like
  whole.buffer.fill(77);
  const gaps = restride(
    whole,
    array.shape,
    array.shape.length ? strides.map((step, axis) => (axis === strides.length - 1 ? 2 : step)) : [],
    3,
  );
  const values = toNumbers(array);
  for (let i = 0; i < values.length; i++) whole.buffer[3 + 2 * i] = values[i]!;
  return gaps;
}

/** Aliasing: a view shares its first input's buffer, anything else has a buffer of its own. */
export function viewViolations(card: Card, sample: Sample): string[] {
  const y = valueAt(card, sample, sample.inputs);
  const shared = sample.inputs.findIndex((input) => input.buffer === y.buffer);
  if (card.kind === "structural" && card.view)
    return shared === 0 ? [] : ["view is on, the result has a buffer of its own"];
  return shared < 0 ? [] : [`not a view, but the result shares the buffer of input ${shared}`];
}

/** jvp = central difference; ⟨u, Jv⟩ = ⟨Jᵀu, v⟩; each gradient has its input's shape and dtype; inputs without a rule have no slope. */
export function firstOrderViolations(card: Card, sample: Sample): string[] {
  if (card.followsFault) return [];
  const trace = newTrace();
  const leaves = leavesOf(trace, sample.inputs);
  const y = run(trace, card, leaves, sample);
  if (!isFloating(y.value.dtype)) return [];
  const found: string[] = [];
  const u = direction(y.value, 0.4);
  const adjoints = reverse(y, { seed: constantNode(u) });
  for (const [i, input] of sample.inputs.entries()) {
    if (!isFloating(input.dtype)) continue;
    const name = `${inputName(card, i)}${i}`;
    const v = direction(input, 1.3 + i);
    const slope = centralDifference((at) => valueAt(card, sample, at), sample.inputs, i, v);
    if (!hasRule(card, i)) {
      if (
        largest(slope) > 1e-6 &&
        !(card.withoutGradient as readonly string[] | undefined)?.includes(inputName(card, i))
      )
        found.push(`${name} has no rule, but the value depends on it`);
      continue;
    }
    const tangent = forwardTangent(y, new Map([[leaves[i]!, constantNode(v)]]));
    if (!tangent) {
      found.push(`${name}: forward mode gives nothing`);
      continue;
    }
    found.push(...compare(`${name}: jvp against the central difference`, "difference", tangent.value, slope));
    const adjoint = adjoints.get(leaves[i]!);
    if (!adjoint) {
      found.push(`${name}: reverse mode gives nothing`);
      continue;
    }
    if (!sameShape(adjoint.value.shape, input.shape)) {
      found.push(`${name}: the gradient has shape [${adjoint.value.shape}], must be [${input.shape}]`);
      continue;
    }
    const [pushed, pulled] = [inner(u, tangent.value), inner(adjoint.value, v)];
    if (!agrees("identity", pulled, pushed, largest(adjoint.value) * size(input)))
      found.push(`${name}: ⟨Jᵀu, v⟩ = ${pulled}, ⟨u, Jv⟩ = ${pushed}`);
  }
  return found;
}

function centralDifference(
  f: (inputs: readonly NDArray[]) => NDArray,
  inputs: readonly NDArray[],
  i: number,
  v: NDArray,
): NDArray {
  const at = (h: number): NDArray => f(inputs.map((input, k) => (k === i ? moved(input, v, h) : input)));
  const [above, below] = [at(STEP), at(-STEP)];
  return fromNumbers(
    "float64",
    above.shape,
    toNumbers(above).map((value, k) => (value - toNumbers(below)[k]!) / (2 * STEP)),
  );
}

/** The gradient's own gradient: reverse over recorded reverse against the difference of gradients. */
export function secondOrderViolations(card: Card, sample: Sample): string[] {
  if (card.firstOrderOnly || card.followsFault) return [];
  const chosen = differentiable(card, sample);
  const first = valueAt(card, sample, sample.inputs);
  if (!chosen.length || !isFloating(first.dtype)) return [];
  const u = direction(first, 0.7);
  const vs = new Map(chosen.map((i) => [i, direction(sample.inputs[i]!, 2.1 + i)]));
  /** ∑ᵢ ⟨gradientᵢ, vᵢ⟩ on a tape, and the leaves it was made from. */
  const gradients = (
    inputs: readonly NDArray[],
    recorded: boolean,
  ): { leaves: Node[]; sum: Node; trace: Trace } => {
    const trace = newTrace();
    const leaves = leavesOf(trace, inputs);
    const adjoints = reverse(run(trace, card, leaves, sample), {
      seed: constantNode(u),
      ...(recorded ? { ops: trace.recorded } : {}),
    });
    let sum = constantNode(0);
    for (const i of chosen)
      sum = trace.recorded.add(
        sum,
        trace.recorded.sum(trace.recorded.mul(adjoints.get(leaves[i]!)!, constantNode(vs.get(i)!))),
      );
    return { leaves, sum, trace };
  };
  const found: string[] = [];
  const { leaves, sum } = gradients(sample.inputs, true);
  const plain = gradients(sample.inputs, false).sum;
  found.push(...compare("the recorded gradient against the plain one", "identity", sum.value, plain.value));
  const again = reverse(sum);
  for (const i of chosen) {
    const w = direction(sample.inputs[i]!, 4.2 + i);
    const slope = toNumbers(
      centralDifference((at) => gradients(at, false).sum.value, sample.inputs, i, w),
    )[0]!;
    const second = again.get(leaves[i]!);
    const got = second ? inner(second.value, w) : 0;
    if (!agrees("difference", got, slope, second ? largest(second.value) : 1))
      found.push(`${inputName(card, i)}${i}: second derivative ${got}, the difference of gradients ${slope}`);
  }
  return found;
}

/** Everything at once. */
export function violations(card: Card): string[] {
  const samples = card.samples();
  if (!samples.length) return ["there is no sample"];
  return [
    ...textViolations(card, samples),
    ...samples.flatMap((sample, k) =>
      [valueViolations, viewViolations, firstOrderViolations, secondOrderViolations].flatMap((check) =>
        check(card, sample).map((found) => `sample ${k}: ${found}`),
      ),
    ),
  ];
}
