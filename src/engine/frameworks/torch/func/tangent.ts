/** `jvp`, `linearize`: tangents walk forward through what the function has computed. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { full } from "../../../tensor/array.js";
import { runtimeError } from "../errors.js";
import { nameGradient } from "../grad-names.js";
import { isTensor } from "../tensor.js";
import { tensorsOf, withoutAux } from "./arguments.js";
import { leaving, pushforward, runOn } from "./differentiate.js";
import { releasing } from "./gradient.js";
import { classText, flatten } from "./tree.js";

const WHO = "jvp(f, primals, tangents)";

export const tangentOr0 = (tangent: Node | null, of: Node): Node => tangent ?? constantNode(full(of.value.dtype, of.value.shape, 0), false);

function tangentNodes(machine: Machine, leaves: readonly Value[], name: string): Node[] {
  if (!leaves.length) throw runtimeError(machine, `${WHO}: Expected ${name} to contain at least one Tensor.`);
  return leaves.map((leaf) => {
    if (!isTensor(leaf)) throw runtimeError(machine, `${WHO}: Expected ${name} to only contain Tensors, got ${classText(machine, leaf)}`);
    return leaf.node(machine);
  });
}

const jvp = native("jvp(func, primals, tangents, *, strict=False, has_aux=False)", (machine, a) => {
  const { primals } = a;
  if (!(primals instanceof PyTuple)) throw runtimeError(machine, `${WHO}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).`);
  const [from, along] = [flatten(primals), flatten(a.tangents!)];
  if (from.spec !== along.spec) {
    const shown = (spec: string): string => spec.replace(/\*, (?=\*)/g, "*,\n  ");
    throw runtimeError(machine, `${WHO}: Expected primals and tangents to have the same python structure. For example, if primals is a tuple of 3 tensors, tangents also must be. Got primals with structure ${shown(from.spec)} and tangents with structure ${shown(along.spec)}`);
  }
  tangentNodes(machine, from.leaves, "primals");
  const directions = tangentNodes(machine, along.leaves, "tangents");
  const hasAux = machine.truth(a.has_aux!);
  const { inputs, result } = runOn(machine, from.leaves, (standIns) => machine.call(a.func!, (from.rebuild(standIns) as PyTuple).items), "jvp"); // flattened from a tuple
  const { value, aux } = withoutAux(machine, result, hasAux, WHO);
  const { tree, tensors } = tensorsOf(machine, value, WHO, null);
  const outputs = tensors.map((one) => one.node(machine));
  const tangents = pushforward(machine, inputs, outputs)(directions);
  if (machine.truth(a.strict!) && tangents.includes(null)) throw runtimeError(machine, "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed with strict=True.");
  const aliases = outputs.map((node) => nameGradient(machine.trace.apply("reshape", [node], { shape: [...node.value.shape] }), "AliasBackward0"));
  const pair = [tree.rebuild(aliases.map((node) => leaving(machine, node))), tree.rebuild(tangents.map((node, i) => leaving(machine, tangentOr0(node, outputs[i]!))))];
  return new PyTuple(hasAux ? [...pair, releasing(machine, aux)] : pair);
});

const linearize = new PyBuiltin("linearize", (machine, [callee, ...primals]) => {
  const from = flatten(new PyTuple(primals));
  const { inputs, result } = runOn(machine, from.leaves, (standIns) => machine.call(callee!, (from.rebuild(standIns) as PyTuple).items), "jvp"); // as above
  const { tree, tensors } = tensorsOf(machine, result, "linearize(f, *primals)", null);
  const outputs = tensors.map((one) => one.node(machine));
  const push = pushforward(machine, inputs, outputs);
  const forward = new PyBuiltin("jvp_fn", (inner, tangents) => {
    const along = flatten(new PyTuple(tangents));
    if (along.spec !== from.spec) throw runtimeError(inner, `Expected the tangents ${along.spec} to have the same argspec as the primals ${from.spec}`);
    return tree.rebuild(push(tangentNodes(inner, along.leaves, "tangents")).map((node, i) => leaving(inner, tangentOr0(node, outputs[i]!))));
  });
  return new PyTuple([tree.rebuild(outputs.map((node) => leaving(machine, node))), forward]);
});

export const TANGENTS: readonly PyBuiltin[] = [jvp, linearize];
