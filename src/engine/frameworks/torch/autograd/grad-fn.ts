/** `grad_fn`: a backward function as the program sees it. */
import { inputAdjoints } from "../../../autodiff/reverse.js";
import { PICK } from "../../../ops/pick.js";
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { objectType, PyBuiltin, PyGetter, PyObject, PyTuple, PyType, type Value } from "../../../python/object.js";
import { item } from "../../../tensor/array.js";
import type { Node } from "../../../trace/node.js";
import { runtimeError } from "../errors.js";
import { functionHooks, listed } from "./hooks.js";
import { gradientName } from "../grad-names.js";
import { torchState } from "../state.js";
import { isTensor, Tensor } from "../tensor.js";
import { savedBy } from "../versions.js";

const types = new Map<string, PyType>();
/** PyTorch's base of all of them, `torch.autograd.graph.Node`. */
export const nodeType = new PyType("Node", [objectType], "torch.autograd.graph");

class GradFn extends PyObject {
  private kept: Value = null;
  constructor(readonly node: Node, private readonly name: string) { super(); }
  get type(): PyType {
    let type = types.get(this.name);
    if (!type) types.set(this.name, (type = define(new PyType(this.name, [nodeType]), MEMBERS)));
    return type;
  }
  metadata(machine: Machine): Value { return (this.kept ??= machine.makeDict([])); }
}

const known = new WeakMap<Node, GradFn>();

/** The function behind a node: one object each, that of the whole operation where it has several outputs. */
export function gradFnOf(node: Node): Value {
  const source = node.card === PICK ? (node.inputs[0] ?? node) : node;
  let fn = known.get(source);
  if (!fn) known.set(source, (fn = new GradFn(source, source.owner ? "AccumulateGrad" : gradientName(node))));
  return fn;
}

const functionOf = (value: Value | undefined): GradFn => value as GradFn; // `self` of a method of these types

/** Inputs that count: a number is one where PyTorch has a function of two tensors for it. */
const WITH_NUMBERS = new Set(["add", "sub", "mul", "div"]);
function edges(node: Node): readonly Node[] {
  if (node.owner) return [];
  const found = node.inputs.filter((input) => !input.weak || WITH_NUMBERS.has(node.card?.name ?? ""));
  // `2 * x` is x.__rmul__(2).
  const [first] = found;
  return first?.weak && (node.card?.name === "mul" || node.card?.name === "add") ? found.toReversed() : found;
}

const outputNumber = (node: Node): number => (node.card === PICK ? (node.attributes.index as number) : 0); // set by Trace.pick

/** `_saved_self`, `_saved_other`, `_saved_exponent`, `_saved_result`: what the rule reads. */
function saved(machine: Machine, node: Node, name: string): Value | undefined {
  if (torchState(machine).freed.has(node)) throw runtimeError(machine, "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.");
  const shown = (one: Node | undefined): Value | undefined => {
    if (!one) return undefined;
    if (one.weak) return Number.isInteger(item(one.value)) ? item(one.value) : machine.call(machine.getAttribute(new Tensor(one), "item"), []);
    return one.owner instanceof Tensor ? one.owner : new Tensor(one);
  };
  const reads = savedBy(node);
  if (name === "result") return reads.includes(node) ? shown(node) : undefined;
  const at = name === "self" ? 0 : name === "other" || name === "exponent" ? 1 : -1;
  const input = node.inputs[at];
  if (!input || reads.includes(node)) return undefined;
  return reads.includes(input) ? shown(input) : null;
}

const MEMBERS = [
  new PyBuiltin("__repr__", (_, [self]) => `<${functionOf(self).type.name} object at 0x7f0000000000>`),
  native("name(self)", (_, a) => (functionOf(a.self).node.owner ? "torch::autograd::AccumulateGrad" : functionOf(a.self).type.name)),
  new PyGetter("next_functions", (_, self) => new PyTuple(edges(functionOf(self).node).map((input) => new PyTuple([input.requiresGrad ? gradFnOf(input) : null, input.requiresGrad ? outputNumber(input) : 0])))),
  new PyGetter("variable", (_, self) => (functionOf(self).node.owner as Value | null) ?? null),
  new PyGetter("metadata", (machine, self) => functionOf(self).metadata(machine)),
  new PyBuiltin("__getattr__", (machine, [self, name]) => {
    const { node, type } = functionOf(self);
    const found = String(name).startsWith("_saved_") && node.card ? saved(machine, node, String(name).slice("_saved_".length)) : undefined;
    if (found !== undefined) return found;
    throw machine.raise("AttributeError", `'${type.name}' object has no attribute '${String(name)}'`);
  }),
  new PyBuiltin("__call__", (machine, [self, ...gradients]) => {
    const { node } = functionOf(self);
    const handed = inputAdjoints(node, gradients.map((one) => (isTensor(one) ? one.node(machine) : null)), machine.trace.recorded);
    const results = edges(node).map((input) => {
      const adjoint = input.requiresGrad ? handed[node.inputs.indexOf(input)] : null;
      return adjoint ? new Tensor(adjoint) : null;
    });
    return results.length === 1 ? results[0]! : new PyTuple(results);
  }),
  native("register_hook(self, hook)", (_, a) => {
    const { node } = functionOf(a.self);
    const list = functionHooks.get(node) ?? [];
    functionHooks.set(node, list);
    return listed(list, a.hook!);
  }),
  native("register_prehook(self, hook)", (machine, a) => {
    const { node } = functionOf(a.self);
    node.hooks ??= [];
    return listed(node.hooks, (adjoint: Node) => {
      const changed = machine.call(a.hook!, [new PyTuple([new Tensor(adjoint)])]);
      const [first] = changed instanceof PyTuple ? changed.items : [changed];
      return isTensor(first) ? first.node(machine) : null;
    });
  }),
];
