/** `torch.*`, `torch.nn.functional.*` and Tensor methods from the spellings of cards. */
import type { Machine } from "../../python/machine.js";
import { type Keywords, NO_KEYWORDS, PyBuiltin, PyFloat, PyInstance, PyTracedInt, type Value } from "../../python/object.js";
import type { Attribute } from "../../ops/define.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { bindSpelling, type BoundCall, SPELLINGS, type Spelling, type SpellingRules } from "../spelling.js";
import { checkDtypes } from "./dtype-checks.js";
import { dtypeArgument, dtypeOf, SCALAR_TYPES } from "./dtypes.js";
import { typeError, unsupported } from "./errors.js";
import { writeInPlace } from "./in-place.js";
import { torchState } from "./state.js";
import { isTensor, Tensor } from "./tensor.js";

/** The node of a tensor or of a Python number (which is weak in promotion); null: neither. */
export function nodeOf(machine: Machine, value: Value): Node | null {
  if (isTensor(value)) return value.node(machine);
  if (value instanceof PyFloat || value instanceof PyTracedInt || typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return machine.nodeOf(value);
  return value instanceof PyInstance || value === null ? null : foreignNode(machine, value);
}

/** NumPy scalars count as Python numbers. */
function foreignNode(machine: Machine, value: Value): Node | null {
  const node = machine.nodeOf(value);
  return node && node.value.shape.length === 0 && !isTensor(value) ? node : null;
}

export const RULES: SpellingRules = {
  node: nodeOf,
  dtype: dtypeOf,
  aliases: { axis: "dim", keepdims: "keepdim", x: "input", a: "input", x1: "input", x2: "other", self: "input", dims: "dim" },
};

/** Cards whose integer inputs are first widened to int64, as PyTorch sums them. */
const WIDENS = new Set(["sum", "prod", "cumsum", "cumprod"]);
/** Cards that refuse integers: the text begins with their name. */
const NEEDS_FLOAT: Readonly<Record<string, (type: string, last: boolean) => string>> = {
  mean: (type) => `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${type}`,
  std: () => "std and var only support floating point and complex dtypes",
  var: () => "std and var only support floating point and complex dtypes",
  softmax: (type, last) => `"softmax_${last ? "lastdim_" : ""}kernel_impl" not implemented for '${type}'`,
  log_softmax: (type, last) => `"log_softmax_${last ? "lastdim_" : ""}kernel_impl" not implemented for '${type}'`,
};
/** A dim left out: chosen by the number of axes, as F.softmax does. */
const IMPLICIT_AXIS = new Set(["softmax", "log_softmax", "softmin"]);

/** Runs what a spelling has bound. */
export function runBound(machine: Machine, bound: BoundCall): Node {
  const { card, left } = bound;
  const { ops } = torchState(machine);
  let { inputs } = bound;
  let attributes = bound.attributes;
  const dtype = left.has("dtype") ? dtypeArgument(machine, left.get("dtype")!) : null;
  if (dtype && inputs[0] && inputs[0].value.dtype !== dtype) inputs = [ops.cast(inputs[0], dtype), ...inputs.slice(1)];
  const first = inputs[0];
  if (first && !isFloating(first.value.dtype)) {
    if (WIDENS.has(card.name) && first.value.dtype !== "int64" && !dtype) inputs = [ops.cast(first, "int64"), ...inputs.slice(1)];
    const refusal = NEEDS_FLOAT[card.name];
    const last = attributes.axis === -1 || attributes.axis === first.value.shape.length - 1;
    if (refusal) throw machine.raise(card.name.endsWith("softmax") ? "NotImplementedError" : "RuntimeError", refusal(SCALAR_TYPES[first.value.dtype], last));
  }
  if (IMPLICIT_AXIS.has(card.name) && (attributes.axis ?? null) === null && first) {
    const rank = first.value.shape.length;
    attributes = { ...attributes, axis: rank === 0 || rank === 1 || rank === 3 ? 0 : 1 };
  }
  checkDtypes(machine, card.name, inputs);
  return ops.apply(card, inputs, withoutNulls(card.attributes, attributes));
}

/** None for an attribute that has a default means the default. */
function withoutNulls(defaults: Readonly<Record<string, Attribute>> | undefined, given: Readonly<Record<string, Attribute>>): Record<string, Attribute> {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== null || defaults?.[name] === null));
}

/** Calls the cards that answer to a Python name; undefined: none fits the arguments. */
export function tryCard(machine: Machine, spellings: readonly Spelling[], args: readonly Value[], keywords: Keywords): Value | undefined {
  const bound = bindSpelling(machine, spellings, args, keywords, RULES);
  if (!bound) return undefined;
  const node = runBound(machine, bound);
  const { left } = bound;
  if (left.get("inplace") === true && isTensor(args[0])) return writeInPlace(machine, args[0], () => node);
  const out = left.get("out") ?? null;
  if (isTensor(out)) {
    out.replace(machine, torchState(machine).ops.cast(node, out.dtype));
    return out;
  }
  return new Tensor(node);
}

/** Calls by full name, for natives: `callNamed(machine, "torch.nn.functional.relu", [x])`. */
export function callNamed(machine: Machine, name: string, args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Value {
  const spellings = SPELLINGS.get(name);
  if (!spellings) throw unsupported(name);
  const result = tryCard(machine, spellings, args, keywords);
  if (result === undefined) throw noFit(machine, name, args, keywords);
  return result;
}

export function noFit(machine: Machine, name: string, args: readonly Value[], keywords: Keywords): Error {
  const method = name.startsWith("torch.Tensor.");
  const shown = name.slice(name.lastIndexOf(".") + 1);
  const types = [...args.slice(method ? 1 : 0).map((value) => machine.typeOf(value).name), ...[...keywords].map(([key, value]) => `${key}=${machine.typeOf(value).name}`)];
  return typeError(machine, `${shown}() received an invalid combination of arguments - got (${types.join(", ")}), but expected other ones`);
}

/** A Python function for every name under `prefix`. */
export function cardFunctions(prefix: string): Map<string, PyBuiltin> {
  const table = new Map<string, PyBuiltin>();
  for (const [name, spellings] of SPELLINGS) {
    const short = name.slice(prefix.length);
    if (!name.startsWith(prefix) || short.includes(".")) continue;
    table.set(short, cardFunction(name, short, spellings));
  }
  return table;
}

const cardFunction = (name: string, short: string, spellings: readonly Spelling[]): PyBuiltin =>
  new PyBuiltin(short, (machine, args, keywords) => {
    const result = tryCard(machine, spellings, args, keywords);
    if (result === undefined) throw noFit(machine, name, args, keywords);
    return result;
  }, "method", true);
