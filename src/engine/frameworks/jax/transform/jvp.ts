/** `jax.jvp` and `jax.linearize`: tangents walk with the values. */
import { forwardTangents } from "../../../autodiff/forward.js";
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { sameShape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { isSequence } from "../../arguments.js";
import { shapeText } from "../../numpy/printing.js";
import { JaxArray } from "../array.js";
import { opsOf } from "../run.js";
import { flatten, sameStructure, type Structure, structureText, unflatten } from "../tree/structure.js";
import { auxiliaryPair } from "./gradient.js";
import { isDifferentiable, leafArray, lift, type Lifted, runLifted, zeroNode } from "./leaves.js";
import { type Outputs, outputsOf } from "./vjp.js";

/** The outputs' tangents for tangents of the lifted leaves (null: none). */
export function pushforward(machine: Machine, { nodes, mark }: Lifted, outputs: Outputs, tangents: readonly (Node | null)[]): JaxArray[] {
  const seeds = new Map(nodes.flatMap((node, i): [Node, Node][] => (tangents[i] ? [[node, tangents[i]]] : [])));
  const found = forwardTangents(outputs.arrays.map(({ node }) => node), seeds, { ops: opsOf(machine), enter: (node) => node.requiresGrad && node.id >= mark });
  return outputs.arrays.map((array, i) => new JaxArray(found[i] ?? zeroNode(machine, array.node.value), array.weakType));
}

function checked(machine: Machine, primals: Value, tangents: Value): { readonly tangents: JaxArray[] } {
  if (!isSequence(primals) || !isSequence(tangents)) throw machine.raise("TypeError", `primal and tangent arguments to jax.jvp must be tuples or lists; found ${machine.typeOf(primals).name} and ${machine.typeOf(tangents).name}.`);
  const own = flatten(machine, new PyTuple(primals.items));
  const given = flatten(machine, new PyTuple(tangents.items));
  const text = (structure: Structure): string => `PyTreeDef(${structureText(machine, structure)})`;
  if (!sameStructure(machine, own.structure, given.structure)) {
    throw machine.raise("TypeError", `primal and tangent arguments to jax.jvp must have the same tree structure; primals have tree structure ${text(own.structure)} whereas tangents have tree structure ${text(given.structure)}.`);
  }
  return { tangents: given.leaves.map((leaf, i) => {
    const tangent = leafArray(machine, leaf);
    const primal = leafArray(machine, own.leaves[i]!);
    if (tangent.dtype !== primal.dtype && isDifferentiable(primal)) throw machine.raise("TypeError", `primal and tangent arguments to jax.jvp do not match; dtypes must be equal, or in case of int/bool primal dtype the tangent dtype must be float0.Got primal dtype ${primal.dtype} and so expected tangent dtype ${primal.dtype}, but got tangent dtype ${tangent.dtype} instead.`);
    if (!isDifferentiable(primal)) throw machine.raise("TypeError", `primal and tangent arguments to jax.jvp do not match; dtypes must be equal, or in case of int/bool primal dtype the tangent dtype must be float0.Got primal dtype ${primal.dtype} and so expected tangent dtype float0, but got tangent dtype ${tangent.dtype} instead.`);
    if (!sameShape(tangent.shape, primal.shape)) throw machine.raise("ValueError", `jvp called with different primal and tangent shapes;Got primal shape ${shapeText(primal.shape)} and tangent shape as ${shapeText(tangent.shape)}`);
    return tangent;
  }) };
}

export const jvp = native("jvp(fun, primals, tangents, has_aux=False)", (machine, a) => {
  const hasAux = machine.truth(a.has_aux!);
  const { tangents } = checked(machine, a.primals!, a.tangents!);
  const lifted = lift(machine, new PyTuple([...machine.iterate(a.primals!)]), () => undefined);
  const seeds = tangents.map(({ node }) => node);
  const { outputs, aux } = runLifted(machine, "jvp", lifted, () => {
    const output = machine.call(a.fun!, (lifted.tree as PyTuple).items); // the tree that was lifted
    const [value, extra] = hasAux ? auxiliaryPair(machine, output) : [output, null];
    return { outputs: outputsOf(machine, value), aux: extra };
  }, { tangents: new Map(lifted.nodes.map((node, i) => [node, seeds[i]!])) });
  const built = [outputs.arrays, pushforward(machine, lifted, outputs, seeds)].map((arrays) => unflatten(machine, outputs.structure, arrays));
  return new PyTuple(hasAux ? [...built, aux] : built);
});

export const linearize = native("linearize(fun, *primals, has_aux=False)", (machine, a, { rest }) => {
  const hasAux = machine.truth(a.has_aux!);
  const lifted = lift(machine, new PyTuple(rest), () => undefined);
  const { outputs, aux } = runLifted(machine, "grad", lifted, () => {
    const output = machine.call(a.fun!, (lifted.tree as PyTuple).items); // the tree that was lifted
    const [value, extra] = hasAux ? auxiliaryPair(machine, output) : [output, null];
    return { outputs: outputsOf(machine, value), aux: extra };
  });
  const linear = new PyBuiltin("linearized", (inner, args) => {
    const { tangents } = checked(inner, new PyTuple(rest), new PyTuple(args));
    return unflatten(inner, outputs.structure, pushforward(inner, lifted, outputs, tangents.map(({ node }) => node)));
  }, "static");
  const value = unflatten(machine, outputs.structure, outputs.arrays);
  return new PyTuple(hasAux ? [value, linear, aux] : [value, linear]);
});
