/** Calls of NumPy functions that are cards: arguments bound, dtype rules applied, results wrapped, errors in NumPy's words. */
import type { Attributes } from "../../ops/define.js";
import { Operations } from "../../ops/operations.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, PyBuiltin, PyTuple, TracedObject, Unsupported, type Value } from "../../python/object.js";
import { fromNumbers } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { numpyMessages as say } from "./messages.js";
import { intArgument, intList } from "../arguments.js";
import { bindSpelling, type BoundCall, SPELLINGS, type SpellingRules } from "../spelling.js";
import { arrayOf, isNumeric, type Numeric, nodeOf, PyArray, resultOf } from "./array-type.js";
import { dtypeArgument } from "./dtype.js";
import { axisError, inNumpyWords } from "./errors.js";
import { exactSum } from "./pairwise.js";
import { checkRange } from "./ranges.js";
import { PyUfunc } from "./ufunc.js";
import { writeWhole } from "./writing.js";

export const NUMPY_RULES: SpellingRules = { node: nodeOf, dtype: dtypeArgument, aliases: { x: "a", newshape: "shape" } };

/** Runs a card by name on nodes, with NumPy's promotion. */
export function run(machine: Machine, card: string, inputs: readonly Node[], attributes: Attributes = {}): Node {
  return inNumpyWords(machine, () => exactSum(machine.trace.apply(card, inputs, attributes, numpyPromotion)));
}

export const castTo = (machine: Machine, node: Node, dtype: Dtype): Node => (node.value.dtype === dtype ? node : machine.trace.apply("cast", [node], { dtype }));

/** Reductions that add integers up in int64. */
const WIDENS = new Set(["sum", "prod", "cumsum", "cumprod"]);
/** Whose axis None means: of all elements in a row. */
const FLATTENS = new Set(["cumsum", "cumprod"]);
/** What stays an array even without dimensions. */
const KEEPS_ARRAYS = new Set(["reshape", "transpose", "permute", "squeeze", "expand", "clone", "where", "diagonal", "tril", "triu", "roll", "flip", "cast"]);

/** NumPy's operations as derivative rules write them. */
export const operationsOf = (machine: Machine): Operations =>
  new Operations((card, inputs, attributes) => (typeof card === "string" ? run(machine, card, inputs, attributes) : inNumpyWords(machine, () => machine.trace.apply(card, inputs, attributes, numpyPromotion))));

/** Numbers that come from no operation: positions, counts, masks. */
export const numberLeaf = (machine: Machine, dtype: Dtype, shape: readonly number[], values: ArrayLike<number>): Node => machine.trace.leaf(fromNumbers(dtype, shape, values), { kind: "computed" });
export const indexLeaf = (machine: Machine, positions: number | readonly number[]): Node => (typeof positions === "number" ? numberLeaf(machine, "int64", [], [positions]) : numberLeaf(machine, "int64", [positions.length], positions));

/** `axis=`: None, an int, or several. */
export const axesOf = (machine: Machine, axis: Value): number[] | null => (axis === null ? null : (intList(axis) ?? [intArgument(machine, axis, "axis")]));

export const flat = (machine: Machine, node: Node): Node => (node.value.shape.length === 1 ? node : run(machine, "reshape", [node], { shape: [-1] }));

/** What NumPy asks of an object of another library as a method. */
const AS_METHODS = new Set("sum prod max min amax amin mean std var all any argmax argmin cumsum cumprod reshape transpose squeeze ravel swapaxes repeat round clip take dot sort argsort trace diagonal ptp nonzero".split(" "));

/** An axis from 0 on, or NumPy's AxisError. */
export function normalAxis(axis: number, rank: number): number {
  if (axis < -rank || axis >= rank) throw axisError(`axis ${axis} is out of bounds for array of dimension ${rank}`);
  return axis < 0 ? axis + rank : axis;
}

const LAYOUT_KEYWORDS = new Set(["order", "casting", "subok", "like"]);

/** A function or method by its full spelled name; undefined: no card has it. */
export function spelledFunction(name: string): PyBuiltin | undefined {
  const spellings = SPELLINGS.get(name);
  if (!spellings) return undefined;
  const short = name.slice(name.lastIndexOf(".") + 1);
  const [first] = spellings;
  const inputs = first!.parameters.filter((parameter) => parameter.isInput).length;
  const isUfunc = spellings.length === 1 && first!.card.kind === "elementwise" && first!.parameters.length === inputs && !name.startsWith("numpy.ndarray.");
  const call: PyBuiltin["call"] = (machine, given, named) => {
    const target = given[0];
    if (target instanceof TracedObject && target.overridesNumpy && AS_METHODS.has(short)) return machine.call(machine.getAttribute(target, short === "amax" || short === "amin" ? short.slice(1) : short), given.slice(1), named);
    // A ufunc takes the array to write into after its inputs.
    const out = isUfunc && given.length === inputs + 1 ? given[inputs]! : null;
    const args = out === null ? given : given.slice(0, inputs);
    let keywords = out === null ? named : new Map([...named, ["out", out] as const]);
    if (keywords.size && [...keywords.keys()].some((key) => LAYOUT_KEYWORDS.has(key))) keywords = new Map([...keywords].filter(([key]) => !LAYOUT_KEYWORDS.has(key)));
    const where = keywords.get("where") ?? true;
    const initial = keywords.get("initial") ?? null;
    if (keywords.has("where") || keywords.has("initial")) keywords = new Map([...keywords].filter(([key]) => key !== "where" && key !== "initial"));
    const bound = inNumpyWords(machine, () => bindSpelling(machine, spellings, args, keywords, NUMPY_RULES));
    if (!bound) throw misfit(machine, short, args, keywords);
    if (where === true && initial === null) return runBound(machine, short, bound);
    return isUfunc ? selectively(machine, short, bound, need(machine, where)) : chosenReduction(machine, short, bound, where, initial);
  };
  if (!isUfunc) return new PyBuiltin(short, call, name.startsWith("numpy.ndarray.") ? "method" : "static");
  return new PyUfunc(short, inputs, call, (machine, nodes) => {
    checkUfunc(machine, first!.card.name, nodes);
    return run(machine, first!.card.name, nodes);
  });
}

/** `np.add(x, y, where=mask)`: elsewhere what `out` held, zeros where there is no `out`. */
function selectively(machine: Machine, name: string, bound: BoundCall, where: Node): Value {
  const out = bound.left.get("out");
  const node = need(machine, runBound(machine, name, { ...bound, left: new Map([...bound.left].filter(([key]) => key !== "out")) }));
  const before = out instanceof PyArray ? out.tracedNode(machine) : machine.trace.number(0);
  const result = run(machine, "where", [where, node, before]);
  return out instanceof PyArray ? writeWhole(machine, out, result, name) : resultOf(result);
}

/** The element that changes nothing. */
const NEUTRAL: Readonly<Record<string, number>> = { sum: 0, nansum: 0, prod: 1, any: 0, all: 1, amax: Number.NEGATIVE_INFINITY, amin: Number.POSITIVE_INFINITY };

/** Reductions over the elements a mask chooses, from an initial value. */
function chosenReduction(machine: Machine, name: string, bound: BoundCall, where: Value, initial: Value): Value {
  const { card } = bound;
  const x = bound.inputs[0]!;
  if (where !== true && card.name === "mean") {
    const [total, count] = [x, run(machine, "expand", [castTo(machine, need(machine, where), "int64")], { shape: [...x.value.shape] })].map((node, i) => run(machine, "sum", [i === 0 ? run(machine, "where", [need(machine, where), node, machine.trace.number(0)]) : node], bound.attributes)) as [Node, Node]; // two sums
    return resultOf(run(machine, "div", [total, count]));
  }
  const neutral = NEUTRAL[card.name];
  if (neutral === undefined) throw new Unsupported("unsupported-call", say.form(`np.${name}`, "where"));
  const filled = !Number.isFinite(neutral) && initial !== null ? need(machine, initial) : machine.trace.number(neutral, card.name === "any" || card.name === "all" ? "bool" : isFloating(x.value.dtype) ? "float64" : "int64");
  const masked = where === true ? x : run(machine, "where", [need(machine, where), x, filled]);
  if (!masked.value.shape.every(Boolean) && !Number.isFinite(neutral) && initial !== null) return resultOf(run(machine, "expand", [castTo(machine, need(machine, initial), x.value.dtype)], { shape: masked.value.shape.filter(Boolean) }));
  const result = runBound(machine, name, { ...bound, inputs: [masked, ...bound.inputs.slice(1)] });
  if (initial === null) return result;
  const combine = card.name === "prod" ? "mul" : card.name === "amax" ? "maximum" : card.name === "amin" ? "minimum" : "add";
  return resultOf(run(machine, combine, [need(machine, result), need(machine, initial)]));
}

function runBound(machine: Machine, name: string, { card, inputs: given, attributes: named, left }: BoundCall): Value {
  let inputs = given;
  const attributes: Record<string, Attributes[string]> = { ...named };
  if ((card.name === "var" || card.name === "std") && !("correction" in attributes)) attributes.correction = 0;
  const dtype = dtypeArgument(left.get("dtype") ?? null);
  if (dtype && card.name !== "argsort") inputs = inputs.map((input) => castTo(machine, input, dtype));
  else if (WIDENS.has(card.name) && !isFloating(inputs[0]!.value.dtype)) inputs = [castTo(machine, inputs[0]!, "int64")];
  if (FLATTENS.has(card.name) && (attributes.axis ?? null) === null) {
    inputs = [flat(machine, inputs[0]!)];
    attributes.axis = 0;
  }
  checkUfunc(machine, card.name, inputs);
  const node = inNumpyWords(machine, () => exactSum(machine.trace.run(card, inputs, attributes, numpyPromotion)));
  const out = left.get("out");
  if (out instanceof PyArray) return writeWhole(machine, out, node, name);
  if (out !== undefined && out !== null) throw machine.raise("TypeError", "return arrays must be of ArrayType");
  if (node.values.length > 1) return new PyTuple(node.values.map((_, i) => arrayOf(machine.trace.pick(node, i))));
  return KEEPS_ARRAYS.has(card.name) ? arrayOf(node) : resultOf(node);
}

/** What NumPy refuses before it computes. */
export function checkUfunc(machine: Machine, card: string, inputs: readonly Node[]): void {
  const dtype = numpyPromotion.common(inputs);
  for (const input of inputs) if (input.weak && input.value.dtype === "int64" && dtype !== "int64") checkRange(machine, input.value.buffer[input.value.offset]!, dtype);
  if (card === "sub" && dtype === "bool") throw machine.raise("TypeError", "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.");
  if (card === "neg" && dtype === "bool") throw machine.raise("TypeError", "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.");
  if (card === "pow" && !isFloating(dtype)) {
    const { buffer } = inputs[1]!.value;
    if (buffer.some((exponent) => exponent < 0)) throw machine.raise("ValueError", "Integers to negative integer powers are not allowed.");
  }
}

function misfit(machine: Machine, name: string, args: readonly Value[], keywords: Keywords): Error {
  const types = [...args.map((value) => machine.typeOf(value).name), ...[...keywords].map(([key, value]) => `${key}=${machine.typeOf(value).name}`)];
  if (!args.length && !keywords.size) return machine.raise("TypeError", `${name}() missing 1 required positional argument: 'a'`);
  const odd = args.find((value) => typeof value === "string" || value === null);
  if (odd !== undefined && args[0] === odd) return machine.raise("TypeError", `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''`);
  return new Unsupported("unsupported-call", say.form(`np.${name}`, types.join(", ")));
}

/** An argument that must be an array or become one. */
export function need(machine: Machine, value: Value | undefined): Node {
  const node = value === undefined ? null : nodeOf(machine, value);
  if (node) return node;
  throw machine.raise("TypeError", `unsupported operand type: '${machine.typeOf(value ?? null).name}'`);
}

export const numeric = (machine: Machine, value: Value): Numeric => (isNumeric(value) ? value : arrayOf(need(machine, value)));
