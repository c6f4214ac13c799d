/** `grad`, `grad_and_value`, `vjp`: one walk back. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { type Keywords, PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { runtimeError } from "../errors.js";
import { isTensor, type Tensor } from "../tensor.js";
import { argnumsOf, chosen, tensorsOf, withoutAux, wrapping } from "./arguments.js";
import { leaving, onesOf, pullback, recordingAs, runOn } from "./differentiate.js";
import { classText, flatten, treeMap } from "./tree.js";

/** Tensors a function hands out beside its result. */
export const releasing = (machine: Machine, value: Value): Value => treeMap(value, (leaf) => {
  if (isTensor(leaf)) return leaving(machine, leaf.node(machine));
  throw runtimeError(machine, `Expected tensors, got unsupported type ${classText(machine, leaf)}`);
});

function gradAndValue(machine: Machine, callee: Value, argnums: Value, hasAux: boolean, args: readonly Value[], keywords: Keywords): { readonly gradient: Value; readonly value: Value; readonly aux: Value } {
  const who = "grad_and_value(f)(*args)";
  const { tree, replaced } = chosen(args, argnumsOf(machine, argnums, args.length));
  const { inputs, result } = runOn(machine, tree.leaves, (standIns) => machine.call(callee, replaced(standIns), keywords));
  const { value, aux } = withoutAux(machine, result, hasAux, who);
  if (!isTensor(value)) throw runtimeError(machine, `${who}: Expected f(*args) to return a Tensor, got ${classText(machine, value)}`);
  if (value.shape.length) throw runtimeError(machine, `${who}: Expected f(*args) to return a scalar Tensor, got tensor with ${value.shape.length} dims. Maybe you wanted to use the vjp or jacrev APIs instead?`);
  const output = value.node(machine);
  const adjoints = recordingAs(machine, true, () => pullback(machine, inputs, [output])([onesOf(output)]));
  return { gradient: tree.rebuild(adjoints.map((node) => leaving(machine, node))), value: leaving(machine, output), aux: hasAux ? releasing(machine, aux) : null };
}

const grad = native("grad(func, argnums=0, has_aux=False)", (machine, a) => {
  const hasAux = machine.truth(a.has_aux!);
  return wrapping(machine, a.func!, (inner, args, keywords) => {
    const { gradient, aux } = gradAndValue(inner, a.func!, a.argnums!, hasAux, args, keywords);
    return hasAux ? new PyTuple([gradient, aux]) : gradient;
  });
});

const gradWithValue = native("grad_and_value(func, argnums=0, has_aux=False)", (machine, a) => {
  const hasAux = machine.truth(a.has_aux!);
  return wrapping(machine, a.func!, (inner, args, keywords) => {
    const { gradient, value, aux } = gradAndValue(inner, a.func!, a.argnums!, hasAux, args, keywords);
    return new PyTuple([gradient, hasAux ? new PyTuple([value, aux]) : value]);
  });
});

const vjp = new PyBuiltin("vjp", (machine, [callee, ...primals], keywords) => {
  const hasAux = machine.truth(keywords.get("has_aux") ?? false);
  const primalTree = flatten(new PyTuple(primals));
  const { inputs, result } = runOn(machine, primalTree.leaves, (standIns) => machine.call(callee!, (primalTree.rebuild(standIns) as PyTuple).items)); // flattened from a tuple
  const { value, aux } = withoutAux(machine, result, hasAux, "vjp(f, *primals)");
  const { tree, tensors } = tensorsOf(machine, value, "vjp(f, *primals)", "vjp(f, ...)");
  const outputs = tensors.map((one) => one.node(machine));
  const pull = pullback(machine, inputs, outputs);
  const back = new PyBuiltin("wrapper", (inner, args) => {
    const given = flatten(args.length === 1 ? args[0]! : new PyTuple(args));
    if (given.spec !== tree.spec) throw runtimeError(inner, `Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. cotangents: ${shortSpec(given.spec)}, primal output: ${shortSpec(tree.spec)}`);
    const adjoints = pull(given.leaves.map((leaf) => (leaf as Tensor).node(inner))); // of the structure of the outputs, which are tensors
    return primalTree.rebuild(adjoints.map((node) => leaving(inner, node)));
  });
  const shown = tree.rebuild(outputs.map((node) => leaving(machine, node)));
  return new PyTuple(hasAux ? [shown, back, releasing(machine, aux)] : [shown, back]);
});

/** `TreeSpec(tuple, None, [*, *])` as `(*, *)`. */
export const shortSpec = (spec: string): string => {
  let text = spec;
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(/TreeSpec\(tuple, None, \[([^[\]]*)\]\)/, (_, inner: string) => `(${inner}${inner.includes(",") ? "" : ","})`).replace(/TreeSpec\(list, None, \[([^[\]]*)\]\)/, "⟦$1⟧");
  }
  return text.replace(/⟦/g, "[").replace(/⟧/g, "]");
};

export const GRADIENTS: readonly PyBuiltin[] = [grad, gradWithValue, vjp];
