/** `jax.vjp`: the value now, the adjoints for whatever is handed back later. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { PyBuiltin, PyTuple, Unsupported, type Value } from "../../../python/object.js";
import { sameShape } from "../../../tensor/shape.js";
import { frameworkMessages as say } from "../../messages.js";
import type { JaxArray } from "../array.js";
import { flatten, sameStructure, unflatten } from "../tree/structure.js";
import { auxiliaryPair, gradientTree } from "./gradient.js";
import { avalText, isDifferentiable, leafArray, lift, type Lifted, nameOf, runLifted } from "./leaves.js";
import { recordedPullback } from "./pullback.js";
import type { Structure } from "../tree/structure.js";

export interface Outputs {
  readonly arrays: readonly JaxArray[];
  readonly structure: Structure;
}

export function outputsOf(machine: Machine, value: Value): Outputs {
  const { leaves, structure } = flatten(machine, value);
  return { arrays: leaves.map((leaf) => leafArray(machine, leaf)), structure };
}

/** What comes back must look like the outputs. */
function cotangents(machine: Machine, outputs: Outputs, given: Value, name: string): JaxArray[] {
  const { leaves, structure } = flatten(machine, given);
  if (!sameStructure(machine, structure, outputs.structure)) {
    throw machine.raise("ValueError", `unexpected tree structure.\n\nThe argument to a VJP function returned by \`jax.vjp\` must match the pytree\nstructure of the differentiated function ${name}.`);
  }
  return leaves.map((leaf, i) => {
    const array = leafArray(machine, leaf);
    const expected = outputs.arrays[i]!;
    if (sameShape(array.shape, expected.shape) && array.dtype === expected.dtype) return array;
    throw machine.raise("ValueError", `unexpected JAX type (e.g. shape/dtype) for argument to VJP function: got ${avalText(array)}, but expected ${avalText(expected)} because the corresponding output of the differentiated function had JAX type ${avalText(expected)}`);
  });
}

export function adjointsOf(machine: Machine, lifted: Lifted, outputs: Outputs, seeds: readonly JaxArray[]): Value {
  return gradientTree(machine, lifted, recordedPullback(machine, outputs.arrays.map(({ node }, i) => ({ node, seed: seeds[i]!.node })), lifted));
}

export const vjp = native("vjp(fun, *primals, has_aux=False, reduce_axes=None)", (machine, a, { rest }) => {
  const hasAux = machine.truth(a.has_aux!);
  const lifted = lift(machine, new PyTuple(rest), (array) => {
    if (!isDifferentiable(array)) throw new Unsupported("unsupported-call", say.unsupportedArguments("jax.vjp", array.dtype));
  });
  const { outputs, aux } = runLifted(machine, "grad", lifted, () => {
    const output = machine.call(a.fun!, (lifted.tree as PyTuple).items); // the tree that was lifted
    const [value, extra] = hasAux ? auxiliaryPair(machine, output) : [output, null];
    return { outputs: outputsOf(machine, value), aux: extra };
  });
  const name = nameOf(machine, a.fun!);
  const back = new PyBuiltin("vjp_function", (inner, [given = null]) => adjointsOf(inner, lifted, outputs, cotangents(inner, outputs, given, name)), "static");
  const value = unflatten(machine, outputs.structure, outputs.arrays);
  return new PyTuple(hasAux ? [value, back, aux] : [value, back]);
});
