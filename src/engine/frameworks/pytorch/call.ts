/** Calls of torch functions that are cards: arguments bound, dtype rules applied, results wrapped; errors in PyTorch's words. */
import { OperationError } from "../../ops/define.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, PyBuiltin, PyTuple, TracedObject, Unsupported, type Value } from "../../python/object.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import type { Attributes } from "../../ops/define.js";
import { bindSpelling, type BoundCall, SPELLINGS, type SpellingRules } from "../spelling.js";
import { frameworkMessages as say } from "./messages.js";
import { dtypeArgument, isTensor, nodeOf, promotionOf, tensorOf, type TorchTensor } from "./tensor-type.js";
import { writeInPlace } from "./in-place.js";

export const TORCH_RULES: SpellingRules = { node: nodeOf, dtype: dtypeArgument, aliases: { axis: "dim", keepdims: "keepdim", axes: "dims", x: "input", self: "input", a: "input" } };

/** Runs a card by name on nodes, with torch's promotion. */
export function run(machine: Machine, card: string, inputs: readonly Node[], attributes: Attributes = {}): Node {
  return inTorchWords(machine, () => machine.trace.apply(card, inputs, attributes, promotionOf(machine)));
}

/** The same on tensors. */
export const apply = (machine: Machine, card: string, inputs: readonly Node[], attributes: Attributes = {}): TorchTensor => tensorOf(run(machine, card, inputs, attributes));

/** An operation that does not fit raises what PyTorch raises. */
export function inTorchWords<T>(machine: Machine, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const torch = error.inFramework.torch;
    throw machine.raise(torch?.type ?? "RuntimeError", torch?.message ?? error.message);
  }
}

/** Reductions that add integers up in int64. */
const WIDENS = new Set(["sum", "prod", "cumsum", "cumprod"]);

/** A function or method by its full spelled name, undefined: no card has it. */
export function spelledFunction(name: string): PyBuiltin | undefined {
  const spellings = SPELLINGS.get(name);
  if (!spellings) return undefined;
  const short = name.slice(name.lastIndexOf(".") + 1);
  return new PyBuiltin(short, (machine, args, keywords) => {
    const bound = inTorchWords(machine, () => bindSpelling(machine, spellings, args, keywords, TORCH_RULES));
    if (!bound) throw misfit(machine, short, args, keywords);
    return runBound(machine, bound, args);
  }, name.startsWith("torch.Tensor.") ? "method" : "static");
}

export function runBound(machine: Machine, bound: BoundCall, args: readonly Value[]): Value {
  const { card, left } = bound;
  let { inputs } = bound;
  if (left.has("out") && left.get("out") !== null) throw new Unsupported("unsupported-call", say.unsupportedArgument(card.name, "out"));
  const wanted = dtypeArgument(left.get("dtype") ?? null);
  if (wanted && card.attributes && "dtype" in card.attributes) inputs = [...inputs];
  else if (wanted) inputs = inputs.map((input) => castTo(machine, input, wanted));
  else if (WIDENS.has(card.name) && !isFloating(inputs[0]!.value.dtype)) inputs = [castTo(machine, inputs[0]!, "int64")];
  const result = inTorchWords(machine, () => {
    const node = machine.trace.run(card, inputs, bound.attributes, promotionOf(machine));
    return node.values.length === 1 ? tensorOf(node) : new PyTuple(node.values.map((_, i) => tensorOf(machine.trace.pick(node, i))));
  });
  if (left.get("inplace") === true && isTensor(args[0] ?? null) && isTensor(result)) return writeInPlace(machine, args[0] as TorchTensor, result.tracedNode(machine)); // checked beside it
  return result;
}

export function castTo(machine: Machine, node: Node, dtype: Dtype): Node {
  return node.value.dtype === dtype ? node : machine.trace.apply("cast", [node], { dtype });
}

/** No overload fits: PyTorch names the argument that is wrong. */
function misfit(machine: Machine, name: string, args: readonly Value[], keywords: Keywords): Error {
  const first = args[0];
  if (first !== undefined && !(first instanceof TracedObject)) return machine.raise("TypeError", `${name}(): argument 'input' (position 1) must be Tensor, not ${machine.typeOf(first).name}`);
  const types = [...args.map((value) => machine.typeOf(value).name), ...[...keywords].map(([key, value]) => `${key}=${machine.typeOf(value).name}`)];
  return new Unsupported("unsupported-call", say.unsupportedArguments(name, types.join(", ")));
}
